"""Data keys in clear, in memory, for five minutes at most (R-606)."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from shared.core.clock import Clock, epoch_ms
from shared.eu.vault.model.data_key import Purpose
from shared.eu.vault.model.field_cipher import DataKey

TTL_MS = 300_000
ENTRIES_MAX = 2_048


@dataclass(slots=True)
class KeyCache:
    """Keeps the keys that were used last; safe to share by threads."""

    clock: Clock
    ttl_ms: int = TTL_MS
    entries_max: int = ENTRIES_MAX
    _kept: OrderedDict[tuple[str, Purpose], tuple[int, DataKey]] = field(
        default_factory=OrderedDict, repr=False
    )
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, subject_id: str, purpose: Purpose) -> DataKey | None:
        """Return a key that was put less than the time to live ago."""
        now_ms = epoch_ms(self.clock.now())
        with self._lock:
            put_at_ms, key = self._kept.get((subject_id, purpose), (0, None))
            if key is None:
                return None
            if not 0 <= now_ms - put_at_ms < self.ttl_ms:
                del self._kept[subject_id, purpose]
                return None
            self._kept.move_to_end((subject_id, purpose))
            return key

    def put(self, subject_id: str, purpose: Purpose, key: DataKey) -> None:
        """Keep a key; the one that was not used for longest makes room."""
        now_ms = epoch_ms(self.clock.now())
        with self._lock:
            self._kept[subject_id, purpose] = (now_ms, key)
            self._kept.move_to_end((subject_id, purpose))
            while len(self._kept) > self.entries_max:
                self._kept.popitem(last=False)

    def drop(self, subject_id: str) -> None:
        """Forget a person's keys."""
        with self._lock:
            for purpose in Purpose:
                self._kept.pop((subject_id, purpose), None)

    def __len__(self) -> int:
        return len(self._kept)
