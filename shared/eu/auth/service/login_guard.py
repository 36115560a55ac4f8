"""Slow down those who guess secrets, without letting a stranger lock a partner out.

Failures are counted by the key or client id that was presented, never by address, in this process
alone. Once there were too many within a minute, only ids that have proven themselves in this
process before are still looked at: the rest is refused unseen, the right secret too. An id in use
therefore cannot be locked out by who merely knows it; its secret has 256 bits.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from shared.core.clock import Clock, epoch_ms
from shared.core.errors import Refusal

FAILURES_PER_MINUTE = 60
# Ids share counters, so that the memory is fixed however many are made up.
COUNTERS = 4096
PROVEN_MAX = 4096
_MINUTE_MS = 60_000


@dataclass(slots=True)
class LoginGuard:
    """Counts the failed logins of the running minute."""

    clock: Clock
    _minute: int = -1
    _failures: bytearray = field(default_factory=lambda: bytearray(COUNTERS))
    _proven: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def check(self, name: str) -> None:
        """Refuse an id that has failed too often.

        Raises Refusal `rate_limited`.
        """
        if name not in self._proven and self._is_exhausted(name):
            raise Refusal("rate_limited")

    def succeeded(self, name: str) -> None:
        """Note that an id has proven itself."""
        if name not in self._proven:
            with self._lock:
                if len(self._proven) >= PROVEN_MAX:
                    self._proven.clear()
                self._proven.add(name)

    def failed(self, name: str) -> None:
        """Note a failure.

        Raises Refusal `rate_limited` where there were too many before it.
        """
        if self._is_exhausted(name):
            raise Refusal("rate_limited")
        with self._lock:
            self._failures[_counter(name)] += 1

    def _is_exhausted(self, name: str) -> bool:
        minute = epoch_ms(self.clock.now()) // _MINUTE_MS
        with self._lock:
            if minute != self._minute:
                self._minute, self._failures = minute, bytearray(COUNTERS)
            return self._failures[_counter(name)] >= FAILURES_PER_MINUTE


def _counter(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) % COUNTERS
