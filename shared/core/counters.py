"""Count what the ports do, so that a budget can be held against it (tests/benchmarks)."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Counters:
    """Documents read and written by collection, queries by collection, messages by topic."""

    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    queries: Counter[str] = field(default_factory=Counter)
    publishes: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def count(self, kind: str, name: str, amount: int = 1) -> None:
        """Add `amount` to one figure; safe to call from several threads."""
        with self._lock:
            getattr(self, kind)[name] += amount

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return a copy of all figures."""
        with self._lock:
            kinds = ("reads", "writes", "queries", "publishes")
            return {kind: dict(getattr(self, kind)) for kind in kinds}


def collection_of(path: str) -> str:
    """Return the collection that a document path lies in."""
    return path.partition("/")[0]
