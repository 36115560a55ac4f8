"""The port to a region's document database (D7): batched reads, one atomic commit, queries.

A path is `collection/id`. A document is a map of None, bool, int, str, lists and maps; there are
no floats and no native timestamps, so both drivers store exactly what the model says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Data = Mapping[str, Any]
Operator = Literal["==", "<", "<=", ">", ">="]

COMMIT_WRITES_MAX = 500


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a read saw at `path`: the data, or None where there is no document.

    `token` identifies the stored state and guards a later `Replace` or `Delete`.
    """

    path: str
    data: Data | None
    token: object = None

    @property
    def exists(self) -> bool:
        return self.data is not None

    @property
    def version(self) -> int:
        """Return the document's own version, 0 where there is no document."""
        return int(self.data["version"]) if self.data is not None else 0


@dataclass(frozen=True, slots=True)
class Create:
    """Write a document that must not exist yet."""

    path: str
    data: Data


@dataclass(frozen=True, slots=True)
class Replace:
    """Write a document whole, if it is still in the state that `token` identifies."""

    path: str
    data: Data
    token: object


@dataclass(frozen=True, slots=True)
class Put:
    """Write a document whole, whatever is there. Only for copies of outside facts (quotes)."""

    path: str
    data: Data


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document, if it is still in the state that `token` identifies."""

    path: str
    token: object


Write = Create | Replace | Put | Delete


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a query; a document without the field never matches."""

    field: str
    operator: Operator
    value: Any


def create(path: str, data: Data) -> Create:
    """Build the first version of a document."""
    return Create(path, {**data, "version": 1})


def replace(seen: Snapshot, data: Data) -> Replace:
    """Build the next version of the document that was `seen`.

    Raising `version` is what makes the guard work: rewriting a document with the very same content
    keeps its update time, and a second writer that read the same state would not be stopped (D8).
    """
    return Replace(seen.path, {**data, "version": seen.version + 1}, seen.token)


def save(seen: Snapshot, data: Data) -> Create | Replace:
    """Build a create where nothing was seen, else a replace."""
    return replace(seen, data) if seen.exists else create(seen.path, data)


class Documents(Protocol):
    """A region's database. Every method blocks, is bounded in time and never retries by itself."""

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        """Read documents in one round trip, in the order asked.

        Raises Unavailable.
        """
        ...

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none.

        Raises Conflict when a precondition failed, CommitUnknown when the answer was lost (the
        commit may have landed), Unavailable when it certainly did not.
        """
        ...

    def query(
        self,
        collection: str,
        where: Sequence[Condition] = (),
        *,
        order_by: str | None = None,
        descending: bool = False,
        limit: int,
    ) -> list[Snapshot]:
        """Return at most `limit` documents of a collection that meet every condition.

        Raises Unavailable.
        """
        ...
