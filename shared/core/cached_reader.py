"""A bounded read-through cache over one-document reads, for facts that may be a moment old."""

from dataclasses import dataclass, field
from threading import Lock

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Documents, Snapshot

ENTRIES_MAX = 4096


@dataclass(slots=True)
class CachedReader:
    """Read documents at most once in `ttl_ms`; what is missing is remembered as well."""

    documents: Documents
    clock: Clock
    ttl_ms: int
    _seen: dict[str, tuple[int, Snapshot]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, path: str) -> Snapshot:
        """Return a snapshot that is at most `ttl_ms` old.

        Raises Unavailable.
        """
        now_ms = epoch_ms(self.clock.now())
        read_at_ms, snapshot = self._seen.get(path, (-1, None))
        if snapshot is not None and 0 <= now_ms - read_at_ms < self.ttl_ms:
            return snapshot
        (snapshot,) = self.documents.get([path])
        with self._lock:
            if len(self._seen) >= ENTRIES_MAX:
                self._seen.clear()
            self._seen[path] = (now_ms, snapshot)
        return snapshot
