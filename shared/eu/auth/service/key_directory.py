"""Read the published token keys through a cache of five seconds.

They are a document, so that a function verifies tokens without a right to the key service; a key
that is taken out of it is refused everywhere five seconds later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Documents
from shared.eu.auth.model.published_keys import PublishedKey
from shared.eu.auth.paths import TOKEN_KEYS_PATH, token_keys_of

TTL_MS = 5_000
# A token may name a key that was published a moment ago. Looking again is limited: whoever makes
# up key ids must not make us read at will.
EXTRA_READS_PER_MINUTE = 60
_MINUTE_MS = 60_000


@dataclass(slots=True)
class KeyDirectory:
    """The public keys by key id."""

    documents: Documents
    clock: Clock
    _keys: Mapping[str, PublishedKey] = field(default_factory=dict)
    _read_at_ms: int | None = None
    _extra: tuple[int, int] = (-1, 0)
    _lock: Lock = field(default_factory=Lock)

    def all(self) -> Mapping[str, PublishedKey]:
        """Return every published key.

        Raises Unavailable.
        """
        return self._fresh(epoch_ms(self.clock.now()))

    def pem(self, key_id: str, now_ms: int) -> str | None:
        """Return a public key, None for an id that is not published.

        Raises Unavailable.
        """
        found = self._fresh(now_ms).get(key_id)
        if found is None and self._may_look_again(now_ms):
            self._read(now_ms)
            found = self._keys.get(key_id)
        return found.pem if found else None

    def forget(self) -> None:
        """Read again the next time: the directory was written here."""
        with self._lock:
            self._read_at_ms = None

    def _fresh(self, now_ms: int) -> Mapping[str, PublishedKey]:
        if self._read_at_ms is None or not 0 <= now_ms - self._read_at_ms < TTL_MS:
            self._read(now_ms)
        return self._keys

    def _read(self, now_ms: int) -> None:
        (snapshot,) = self.documents.get([TOKEN_KEYS_PATH])
        with self._lock:
            self._keys, self._read_at_ms = token_keys_of(snapshot.data), now_ms

    def _may_look_again(self, now_ms: int) -> bool:
        minute = now_ms // _MINUTE_MS
        with self._lock:
            counted = self._extra[1] if self._extra[0] == minute else 0
            self._extra = (minute, counted + 1)
        return counted < EXTRA_READS_PER_MINUTE
