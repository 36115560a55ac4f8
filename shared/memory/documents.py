"""The twin of Firestore: same answers, same refusals, in memory (D7, D17).

It differs in one thing: hooks stand where a simulation lets others run, crashes or loses an answer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any

from shared.core.counters import Counters, collection_of
from shared.core.document_rules import check_paths, check_query, check_writes
from shared.core.documents import Condition, Create, Delete, Put, Snapshot, Write
from shared.core.errors import Conflict
from shared.memory.document_values import copied, field_of, is_met, same, sort_key


def _go_on(_: Sequence[Any]) -> None:
    return


@dataclass(slots=True)
class CommitHooks:
    """What happens around reads and commits; no lock is held while a hook runs.

    Raising in `before_commit` leaves the store as it was. Raising in `after_commit` (CommitUnknown,
    or the simulation's crash) loses the answer of a commit that has landed. `after_get` runs
    between what was read and its reader.
    """

    before_commit: Callable[[Sequence[Write]], None] = _go_on
    after_commit: Callable[[Sequence[Write]], None] = _go_on
    after_get: Callable[[Sequence[str]], None] = _go_on


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document; its revision is the token of its snapshots."""

    data: dict[str, Any]
    revision: int


@dataclass(slots=True)
class MemoryDocuments:
    """One database. Safe to share by threads."""

    counters: Counters = field(default_factory=Counters)
    hooks: CommitHooks = field(default_factory=CommitHooks)
    _collections: dict[str, dict[str, _Stored]] = field(default_factory=dict, repr=False)
    _revisions: Iterator[int] = field(default_factory=lambda: count(1), repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        """Read documents as of one moment, in the order asked."""
        if not paths:
            return []
        check_paths(paths)
        with self._lock:
            snapshots = [_snapshot(path, self._stored(path)) for path in paths]
        self._count("reads", paths)
        self.hooks.after_get(paths)
        return snapshots

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none.

        Raises Conflict, and what the hooks raise.
        """
        if not writes:
            return
        check_writes(writes)
        copies = [None if isinstance(write, Delete) else copied(write.data) for write in writes]
        self.hooks.before_commit(writes)
        with self._lock:
            for write in writes:
                self._check(write)
            for write, data in zip(writes, copies, strict=True):
                self._apply(write.path, data)
        self._count("writes", [write.path for write in writes])
        self.hooks.after_commit(writes)

    def query(
        self,
        collection: str,
        where: Sequence[Condition] = (),
        *,
        order_by: str | None = None,
        descending: bool = False,
        limit: int,
    ) -> list[Snapshot]:
        """Return at most `limit` documents of a collection that meet every condition."""
        check_query(collection, where, order_by, descending, limit)
        order = _order(where, order_by)
        with self._lock:
            documents = self._collections.get(collection, {}).items()
            matches = [
                (path, stored)
                for path, stored in documents
                if all(is_met(condition, stored.data) for condition in where)
                and all(field_of(stored.data, name) is not None for name in order)
            ]
            matches.sort(key=lambda match: _position(order, *match), reverse=descending)
            snapshots = [_snapshot(path, stored) for path, stored in matches[:limit]]
        self.counters.count("queries", collection)
        self.counters.count("reads", collection, max(1, len(snapshots)))
        return snapshots

    def everything(self) -> list[Snapshot]:
        """Return every document, by path; nothing is counted."""
        with self._lock:
            stored = [each for one in self._collections.values() for each in one.items()]
        return [_snapshot(path, found) for path, found in sorted(stored, key=lambda each: each[0])]

    def _stored(self, path: str) -> _Stored | None:
        return self._collections.get(collection_of(path), {}).get(path)

    def _check(self, write: Write) -> None:
        stored = self._stored(write.path)
        if isinstance(write, Put):
            return
        if isinstance(write, Create):
            if stored is not None:
                raise Conflict("ALREADY_EXISTS")
        elif stored is None or stored.revision != write.token:
            raise Conflict("FAILED_PRECONDITION")

    def _apply(self, path: str, data: dict[str, Any] | None) -> None:
        documents = self._collections.setdefault(collection_of(path), {})
        stored = documents.get(path)
        if data is None:
            documents.pop(path, None)
        elif stored is None or not same(stored.data, data):
            # A rewrite with the same content keeps its token, as Firestore keeps the update time.
            documents[path] = _Stored(data, next(self._revisions))

    def _count(self, kind: str, paths: Iterable[str]) -> None:
        for collection, amount in Counter(map(collection_of, paths)).items():
            self.counters.count(kind, collection, amount)


def _snapshot(path: str, stored: _Stored | None) -> Snapshot:
    if stored is None:
        return Snapshot(path, None)
    return Snapshot(path, copied(stored.data), stored.revision)


def _order(where: Sequence[Condition], order_by: str | None) -> list[str]:
    """Return the fields that order a query: the one asked for, then those under a range."""
    ranged = sorted({condition.field for condition in where if condition.operator != "=="})
    named = [] if order_by is None else [order_by]
    return named + [name for name in ranged if name != order_by]


def _position(order: Sequence[str], path: str, stored: _Stored) -> tuple[Any, ...]:
    fields = [field_of(stored.data, name) for name in order]
    return (*(sort_key(found[0]) for found in fields if found), path)
