"""The whole book, read once for a reconciliation or an auditor; never on a client's path."""

from dataclasses import dataclass

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import TwoLedgerError
from shared.core.ids import SHARD_COUNT, EntryId
from shared.eu.ledger.model.entry import Entry, Unbalanced
from shared.eu.ledger.paths import ENTRIES, entry_of

ENTRIES_OF_SHARD_MAX = 50_000


class TooManyEntries(TwoLedgerError):
    """Say that the book is too large to be read at once."""


@dataclass(frozen=True, slots=True)
class Book:
    """All entries, and the ids of documents that are none (I-1): changed by another hand."""

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...]


def read_book(documents: Documents) -> Book:
    """Read every entry, shard by shard.

    Entries keep their mark until a projector folds them, so the marked ones are all there are (D9).

    Raises TooManyEntries, Unavailable.
    """
    entries: list[Entry] = []
    unreadable: list[str] = []
    for shard in range(SHARD_COUNT):
        for snapshot in _marked(documents, shard):
            entry = _entry(snapshot)
            if entry is None:
                unreadable.append(_id_of(snapshot))
            else:
                entries.append(entry)
    return Book(tuple(entries), tuple(unreadable))


def _marked(documents: Documents, shard: int) -> list[Snapshot]:
    own = [Condition("unprojected", "==", shard)]
    found = documents.query(ENTRIES, own, limit=ENTRIES_OF_SHARD_MAX)
    if len(found) == ENTRIES_OF_SHARD_MAX:
        raise TooManyEntries
    return found


def _entry(snapshot: Snapshot) -> Entry | None:
    try:
        return entry_of(EntryId(_id_of(snapshot)), snapshot.data or {})
    except (Unbalanced, KeyError, TypeError, ValueError):
        return None


def _id_of(snapshot: Snapshot) -> str:
    return snapshot.path.partition("/")[2]
