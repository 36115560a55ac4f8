"""Where entries lie and how they are stored: amounts as integers beside the hash (D5, D9)."""

from datetime import date
from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Create, Data, create
from shared.core.ids import AccountId, EntryId, shard_of
from shared.eu.ledger.model.chart import Code, scale_of
from shared.eu.ledger.model.entry import Draft, Entry, Line, Link

ENTRIES = "entries"


def entry_path(entry_id: EntryId) -> str:
    """Return the path of an entry."""
    return f"{ENTRIES}/{entry_id}"


def created(entry: Entry) -> Create:
    """Build the write that books an entry, marked for the projector."""
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
        "unprojected": shard_of(draft.entry_id),
    }


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
