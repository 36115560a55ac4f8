"""Where entries lie and how they are stored: amounts as integers beside the hash (D5, D9).

`place` is an entry's place in its first chain: by it the whole book is read in pages, and a chain
by itself. `counter_place` is its place in the second one, where a journal has two.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Create, Data, create
from shared.core.ids import AccountId, EntryId, shard_of
from shared.eu.ledger.model.chart import CLIENT_CODES, Code, scale_of
from shared.eu.ledger.model.checkpoint import Checkpoint, Head, SignedCheckpoint, batch_digest
from shared.eu.ledger.model.entry import FEE_FACT, Draft, Entry, Line, Link, clients_of

ENTRIES = "entries"
CHECKPOINTS = "checkpoints"
CHECKPOINT_HEADS = "checkpoint_heads"
FIRM_CHAINS = "firm_chains"
HOUSE_BALANCES = "house_balances"
HOUSE_SHARDS = "house_shards"


def entry_path(entry_id: EntryId) -> str:
    """Return the path of an entry."""
    return f"{ENTRIES}/{entry_id}"


def place_of(chain: str, sequence: int) -> str:
    """Return a place in a chain; places sort by chain, then by number."""
    return f"{chain}:{sequence:012d}"


def end_of(chain: str) -> str:
    """Return a text that is behind every place of a chain, and before those of all others."""
    return f"{chain};"


def created(entry: Entry) -> Create:
    """Build the write that books an entry, marked for the projector where a house account moves."""
    return create(entry_path(entry.draft.entry_id), entry_document(entry))


def entry_document(entry: Entry) -> dict[str, Any]:
    """Render an entry as a document."""
    draft = entry.draft
    return {
        "schema": 1,
        "posting": draft.posting,
        "event_time": rfc3339(draft.event_time),
        "effective_date": draft.effective_date.isoformat(),
        "posted_at": rfc3339(entry.posted_at),
        "facts": dict(draft.facts),
        "lines": [
            {
                "account": line.account,
                "commodity": line.commodity,
                "amount": line.amount,
                "scale": scale_of(line.commodity),
            }
            for line in draft.lines
        ],
        "links": [
            {"chain": k.chain, "sequence": k.sequence, "previous_hash": k.previous_hash}
            for k in entry.links
        ],
        "hash": entry.hash,
        **_places(entry.links),
        **_mark(draft),
        **_fee_day(draft),
    }


def _places(links: Sequence[Link]) -> dict[str, str]:
    places = [place_of(link.chain, link.sequence) for link in links]
    return dict(zip(("place", "counter_place"), places, strict=False))


def _mark(draft: Draft) -> dict[str, int]:
    """Return the projector's mark; what only moves between clients' accounts needs none (D9)."""
    moves_house = any(line.code not in CLIENT_CODES for line in draft.lines)
    return {"unprojected": shard_of(draft.entry_id)} if moves_house else {}


def fee_day_of(day: date, shard: int) -> str:
    """Return what marks the entries of a day that charge fees; the shard is the client's (D9)."""
    return f"{day.isoformat()}:{shard:02d}"


def _fee_day(draft: Draft) -> dict[str, str]:
    """Return the mark by which the end of the day finds what it may have to give back (R-824)."""
    clients = sorted(clients_of(draft.lines))
    if not clients or not any(name.startswith(FEE_FACT) for name in draft.facts):
        return {}
    return {"fee_day": fee_day_of(draft.effective_date, shard_of(clients[0]))}


def entry_of(entry_id: EntryId, data: Data) -> Entry:
    """Read an entry back; its lines are checked to balance again."""
    draft = Draft(
        entry_id=entry_id,
        posting=data["posting"],
        lines=tuple(_line(line) for line in data["lines"]),
        event_time=instant_of(data["event_time"]),
        effective_date=date.fromisoformat(data["effective_date"]),
        facts=data["facts"],
    )
    links = tuple(Link(k["chain"], k["sequence"], k["previous_hash"]) for k in data["links"])
    return Entry(draft, instant_of(data["posted_at"]), links, data["hash"])


def _line(stored: Data) -> Line:
    code, _, client = stored["account"].partition(":")
    owner = AccountId(client) if client else None
    return Line(Code(code), stored["commodity"], stored["amount"], owner)


def checkpoint_path(number: int) -> str:
    """Return the path of a checkpoint."""
    return f"{CHECKPOINTS}/{number:09d}"


def heads_path(digest: str) -> str:
    """Return the path of a batch of heads: its own digest, so equal batches are one document."""
    return f"{CHECKPOINT_HEADS}/{digest}"


def checkpoint_created(signed: SignedCheckpoint) -> Create:
    """Build the write of a checkpoint; that it must not exist keeps the numbers dense."""
    checkpoint = signed.checkpoint
    document = {
        "schema": 1,
        "number": checkpoint.number,
        "taken_at": rfc3339(checkpoint.taken_at),
        "closed_through": checkpoint.closed_through.isoformat(),
        "previous": checkpoint.previous,
        "batches": list(checkpoint.batches),
        "heads": checkpoint.head_count,
        "signature": signed.signature,
        "key": signed.key,
        "public_key": signed.public_key,
    }
    return create(checkpoint_path(checkpoint.number), document)


def checkpoint_of(data: Data) -> SignedCheckpoint:
    """Read a checkpoint's document."""
    checkpoint = Checkpoint(
        number=data["number"],
        taken_at=instant_of(data["taken_at"]),
        closed_through=date.fromisoformat(data["closed_through"]),
        previous=data["previous"],
        batches=tuple(data["batches"]),
        head_count=data["heads"],
    )
    return SignedCheckpoint(checkpoint, data["signature"], data["key"], data["public_key"])


def heads_created(heads: Sequence[Head]) -> Create:
    """Build the write of a batch of heads."""
    document = {
        "schema": 1,
        "heads": [
            {"chain": head.chain, "sequence": head.sequence, "hash": head.hash} for head in heads
        ],
    }
    return create(heads_path(batch_digest(heads)), document)


def heads_of(data: Data) -> list[Head]:
    """Read a batch of heads."""
    return [Head(head["chain"], head["sequence"], head["hash"]) for head in data["heads"]]


def without_mark(data: Data) -> dict[str, Any]:
    """Return an entry's document as it stays once it is folded."""
    return {name: value for name, value in data.items() if name != "unprojected"}


def house_shard_path(shard: int) -> str:
    """Return the path of the document that every fold of a shard rewrites."""
    return f"{HOUSE_SHARDS}/{shard:02d}"


def house_path(commodity: str, shard: int) -> str:
    """Return the path of a shard's balances in one commodity."""
    return f"{HOUSE_BALANCES}/{commodity}:{shard:02d}"


def house_document(
    commodity: str, shard: int, amounts: Mapping[tuple[Code, str], int]
) -> dict[str, Any]:
    """Render a shard's balances in one commodity; `place` is the document's own name."""
    return {
        "place": f"{commodity}:{shard:02d}",
        "commodity": commodity,
        "amounts": {code.value: amount for (code, _), amount in amounts.items()},
    }


def house_of(data: Data | None) -> Counter[tuple[Code, str]]:
    """Read balances; without a document there are none."""
    if data is None:
        return Counter()
    return Counter(
        {(Code(code), data["commodity"]): amount for code, amount in data["amounts"].items()}
    )


def firm_chain_path(shard: int) -> str:
    """Return the path of the head of a firm chain."""
    return f"{FIRM_CHAINS}/{shard:02d}"
