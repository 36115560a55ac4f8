"""The entries that wait for the projector."""

from dataclasses import dataclass

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Unavailable
from shared.core.ids import EntryId
from shared.eu.ledger.model.entry import Entry, Unbalanced
from shared.eu.ledger.paths import ENTRIES, entry_of

WAITING_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Marked:
    """An entry with what was seen of its document."""

    seen: Snapshot
    entry: Entry

    @property
    def shard(self) -> int:
        """Return the shard, 0 to 15, that the entry waits for."""
        return int((self.seen.data or {})["unprojected"])


def some_marked(documents: Documents, limit: int) -> list[Marked]:
    """Return entries that wait, as many as `limit`.

    What another hand changed into no entry waits for ever.

    Raises Unavailable.
    """
    return _readable(_marked(documents, limit))


def all_marked(documents: Documents) -> list[Marked]:
    """Return every entry that waits.

    Raises Unavailable, also where the projector is too far behind.
    """
    found = _marked(documents, WAITING_MAX)
    if len(found) == WAITING_MAX:
        raise Unavailable
    return _readable(found)


def _marked(documents: Documents, limit: int) -> list[Snapshot]:
    any_shard = [Condition("unprojected", ">=", 0)]
    return documents.query(ENTRIES, any_shard, limit=limit)


def _readable(found: list[Snapshot]) -> list[Marked]:
    read = ((seen, _entry(seen)) for seen in found)
    return [Marked(seen, entry) for seen, entry in read if entry is not None]


def _entry(seen: Snapshot) -> Entry | None:
    try:
        return entry_of(EntryId(seen.path.partition("/")[2]), seen.data or {})
    except (Unbalanced, KeyError, TypeError, ValueError):
        return None
