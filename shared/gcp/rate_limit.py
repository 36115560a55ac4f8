"""The limit of requests a minute, per correspondent and never per address (D13).

A sliding window over two counters: the running minute, and the last one by the share of it that is
still less than a minute ago. It counts in this process alone: n instances of a function admit up to
n times as many.
"""

from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from shared.core.clock import Clock, epoch_ms
from shared.gcp.clock import SystemClock
from shared.gcp.settings import settings

WINDOW_MS = 60_000
# Authenticated correspondents are few; should they ever be more, the rest shares one counter.
KEYS_MAX = 4096
_REST = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How one request stands to the limit.

    `reset_s` is when more requests are free, in seconds since 1970; `retry_after_s` is how long a
    request that was not admitted has to wait.
    """

    limit: int
    remaining: int
    reset_s: int
    admitted: bool
    retry_after_s: int


@dataclass(slots=True)
class RateLimiter:
    """Counts admitted requests by key; those that are refused cost nothing."""

    per_minute: int
    clock: Clock
    _started_ms: int = 0
    _older: dict[str, int] = field(default_factory=dict)
    _newer: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str) -> Allowance:
        """Count one request of `key`, if the limit admits it."""
        now_ms = epoch_ms(self.clock.now())
        with self._lock:
            self._advance(now_ms)
            known = key in self._newer or len(self._newer) < KEYS_MAX
            name = key if known else _REST
            older, newer = self._older.get(name, 0), self._newer.get(name, 0)
            used = newer + older * (self._started_ms + WINDOW_MS - now_ms) // WINDOW_MS
            admitted = used < self.per_minute
            if admitted:
                newer, used = newer + 1, used + 1
                self._newer[name] = newer
            free_ms = self._started_ms + WINDOW_MS
            if used >= self.per_minute:
                free_ms = self._free_at_ms(older, newer)
        wait_ms = max(0, free_ms - now_ms)
        remaining = max(0, self.per_minute - used)
        return Allowance(
            self.per_minute, remaining, _seconds(free_ms), admitted, max(1, _seconds(wait_ms))
        )

    def window_left_s(self) -> int:
        """Return the seconds, at least one, until a minute of the clock is over."""
        return _seconds(WINDOW_MS - epoch_ms(self.clock.now()) % WINDOW_MS)

    def _advance(self, now_ms: int) -> None:
        started_ms = now_ms - now_ms % WINDOW_MS
        if started_ms != self._started_ms:
            is_next = started_ms == self._started_ms + WINDOW_MS
            self._older = self._newer if is_next else {}
            self._newer, self._started_ms = {}, started_ms

    def _free_at_ms(self, older: int, newer: int) -> int:
        """Return when the counters will have sunk below the limit."""
        free = self.per_minute - newer
        if free > 0:
            return self._started_ms + WINDOW_MS - (free * WINDOW_MS - 1) // older
        left_ms = (self.per_minute * WINDOW_MS - 1) // newer
        return self._started_ms + 2 * WINDOW_MS - left_ms


def _seconds(duration_ms: int) -> int:
    return -(-duration_ms // 1000)


@cache
def process_limiter() -> RateLimiter:
    """Return the limiter that all functions of this process share."""
    return RateLimiter(settings().rate_limit_per_minute, SystemClock())
