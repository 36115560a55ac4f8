"""Entries: immutable, balanced, chained (R-900, D6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.core.canonical import canonical_json, chain_hash
from shared.core.clock import rfc3339
from shared.core.errors import TwoLedgerError
from shared.core.ids import AccountId, EntryId
from shared.core.money import text
from shared.eu.ledger.model.chart import CLIENT_CODES, Code, may_hold, scale_of

LINES_MAX = 32
FEE_FACT = "fee_"
"""Facts of an entry that begin so are its regulatory fees: charged in cents, and exact (D6)."""


class Unbalanced(TwoLedgerError):
    """Say that lines are no double entry.

    They do not sum to zero per commodity, name a client where there is none, or book in an account
    what it does not hold.
    """


@dataclass(frozen=True, slots=True)
class Line:
    """One line: debit positive, credit negative, in units of 10^-scale of the commodity."""

    code: Code
    commodity: str
    amount: int
    client: AccountId | None = None

    @property
    def account(self) -> str:
        """Return the ledger account as text, with the client where it is a client's."""
        return f"{self.code}:{self.client}" if self.client else str(self.code)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of a chain: its number, 0 before the first, and its hash."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """The place of an entry in one chain."""

    chain: str
    sequence: int
    previous_hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a use case wants booked; the id is computed from the source event by the caller."""

    entry_id: EntryId
    posting: str
    lines: tuple[Line, ...]
    event_time: datetime
    effective_date: date
    facts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_balanced(self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """A booked draft: linked into its chains and hashed."""

    draft: Draft
    posted_at: datetime
    links: tuple[Link, ...]
    hash: str


def check_balanced(lines: Sequence[Line]) -> None:
    """Raise Unbalanced unless the lines are a double entry (I-1)."""
    if not 2 <= len(lines) <= LINES_MAX:
        raise Unbalanced
    totals: Counter[str] = Counter()
    for line in lines:
        if (line.code in CLIENT_CODES) != (line.client is not None):
            raise Unbalanced
        if not may_hold(line.code, line.commodity):
            raise Unbalanced
        totals[line.commodity] += line.amount
    if any(totals.values()):
        raise Unbalanced


def chain_of(account_id: AccountId) -> str:
    """Return the name of a client account's chain."""
    return f"account:{account_id}"


def firm_chain(shard: int) -> str:
    """Return the name of a chain of the firm, for entries that touch no client."""
    return f"firm:{shard:02d}"


def clients_of(lines: Iterable[Line]) -> list[AccountId]:
    """Return the clients that lines move, each once, sorted: an entry is in the chain of each."""
    return sorted({line.client for line in lines if line.client is not None})


def book(draft: Draft, account_id: AccountId, head: ChainHead, posted_at: datetime) -> Entry:
    """Append a draft that touches one client account to that account's chain."""
    return book_in(draft, {chain_of(account_id): head}, posted_at)


def book_in(draft: Draft, heads: Mapping[str, ChainHead], posted_at: datetime) -> Entry:
    """Append a draft to chains, by their names: one, or the two of a journal (D9).

    The hash is over the first chain's previous hash and the body, which names the second one's.

    Raises Unbalanced for other chains than those of the clients that the lines move.
    """
    clients = set(map(chain_of, clients_of(draft.lines)))
    if heads.keys() != clients if clients else len(heads) != 1:
        raise Unbalanced
    links = tuple(Link(chain, head.sequence + 1, head.hash) for chain, head in heads.items())
    body = hashed_body(draft, posted_at, links)
    return Entry(draft, posted_at, links, chain_hash(links[0].previous_hash, body))


def head_after(entry: Entry, chain: str | None = None) -> ChainHead:
    """Return the head of a chain after an entry: of the one named, or the first it is in."""
    links = [link for link in entry.links if chain in (None, link.chain)]
    return ChainHead(links[0].sequence, entry.hash)


def hashed_body(draft: Draft, posted_at: datetime, links: Sequence[Link]) -> bytes:
    """Return the canonical JSON, amounts as decimal texts, that an auditor hashes (D5)."""
    body: dict[str, Any] = {
        "schema": "1",
        "id": draft.entry_id,
        "posting": draft.posting,
        "event_time": rfc3339(draft.event_time),
        "effective_date": draft.effective_date.isoformat(),
        "posted_at": rfc3339(posted_at),
        "facts": dict(draft.facts),
        "lines": [
            {
                "account": line.account,
                "commodity": line.commodity,
                "amount": text(line.amount, scale_of(line.commodity)),
            }
            for line in draft.lines
        ],
        "links": [
            {
                "chain": link.chain,
                "sequence": str(link.sequence),
                "previous_hash": link.previous_hash,
            }
            for link in links
        ],
    }
    return canonical_json(body)
