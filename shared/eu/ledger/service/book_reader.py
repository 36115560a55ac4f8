"""The book of record, whole or one chain of it, page by page; never on an order's path."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.ids import EntryId
from shared.eu.ledger.model.entry import Entry, Unbalanced
from shared.eu.ledger.paths import ENTRIES, end_of, entry_of, place_of

ENTRIES_OF_PAGE_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Book:
    """All entries, and the ids of documents that are none (I-1): changed by another hand."""

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...]


def read_book(documents: Documents) -> Book:
    """Read every entry, chain by chain.

    Raises Unavailable.
    """
    entries: list[Entry] = []
    unreadable: list[str] = []
    for snapshot in every_entry(documents):
        entry = _entry(snapshot)
        if entry is None:
            unreadable.append(_id_of(snapshot))
        else:
            entries.append(entry)
    return Book(tuple(entries), tuple(unreadable))


def every_entry(documents: Documents) -> Iterator[Snapshot]:
    """Yield the documents of all entries by place: what a page's end cuts off is on the next.

    Raises Unavailable.
    """
    after = ""
    while page := _page(documents, after):
        yield from page
        after = (page[-1].data or {})["place"]


def read_chain(documents: Documents, chain: str) -> list[Entry]:
    """Return the readable entries of one chain, in its order; a document changed otherwise is none.

    Raises Unavailable.
    """
    found: list[Snapshot] = []
    after = place_of(chain, 0)
    while page := _page_of_chain(documents, after, end_of(chain)):
        found += page
        after = (page[-1].data or {})["place"]
    found += _countered(documents, chain)
    entries = [entry for entry in map(_entry, found) if entry is not None]
    return sorted(entries, key=lambda entry: _number_in(entry, chain))


def _countered(documents: Documents, chain: str) -> list[Snapshot]:
    found: list[Snapshot] = []
    after = place_of(chain, 0)
    while page := _page_countered(documents, after, end_of(chain)):
        found += page
        after = (page[-1].data or {})["counter_place"]
    return found


def _page(documents: Documents, after: str) -> list[Snapshot]:
    following = [Condition("place", ">", after)]
    return documents.query(ENTRIES, following, order_by="place", limit=ENTRIES_OF_PAGE_MAX)


def _page_of_chain(documents: Documents, after: str, end: str) -> list[Snapshot]:
    within = [Condition("place", ">", after), Condition("place", "<", end)]
    return documents.query(ENTRIES, within, order_by="place", limit=ENTRIES_OF_PAGE_MAX)


def _page_countered(documents: Documents, after: str, end: str) -> list[Snapshot]:
    within = [Condition("counter_place", ">", after), Condition("counter_place", "<", end)]
    return documents.query(ENTRIES, within, order_by="counter_place", limit=ENTRIES_OF_PAGE_MAX)


def _number_in(entry: Entry, chain: str) -> int:
    return next((link.sequence for link in entry.links if link.chain == chain), 0)


def _entry(snapshot: Snapshot) -> Entry | None:
    try:
        return entry_of(EntryId(_id_of(snapshot)), snapshot.data or {})
    except (Unbalanced, KeyError, TypeError, ValueError):
        return None


def _id_of(snapshot: Snapshot) -> str:
    return snapshot.path.partition("/")[2]
