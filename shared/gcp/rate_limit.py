"""The limit of requests a minute, per correspondent and never per address (D13).

A sliding window over two counters: the running minute, and the last one by the share of it that is
still less than a minute ago. It counts in this process alone: n instances of a function admit up to
n times as many.
"""

from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import NamedTuple

from shared.core.clock import Clock, epoch_ms
from shared.gcp.clock import SystemClock
from shared.gcp.settings import settings

WINDOW_MS = 60_000
# Authenticated correspondents are few; should they ever be more, the rest shares one counter.
KEYS_MAX = 4096
_REST = ""


class Allowance(NamedTuple):
    """How one request stands to the limit.

    `reset_s` is when more requests are free, in seconds since 1970; `retry_after_s` is how long a
    request that was not admitted has to wait, and zero for one that was.
    """

    limit: int
    remaining: int
    reset_s: int
    retry_after_s: int = 0

    @property
    def admitted(self) -> bool:
        return self.retry_after_s == 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [
            ("X-RateLimit-Limit", str(self.limit)),
            ("X-RateLimit-Remaining", str(self.remaining)),
            ("X-RateLimit-Reset", str(self.reset_s)),
        ]


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
            if not 0 <= now_ms - self._started_ms < WINDOW_MS:
                self._turn(now_ms)
            if key not in self._newer and len(self._newer) >= KEYS_MAX:
                key = _REST
            end_ms = self._started_ms + WINDOW_MS
            older, newer = self._older.get(key, 0), self._newer.get(key, 0)
            left = self.per_minute - newer - older * (end_ms - now_ms) // WINDOW_MS
            if left > 0:
                self._newer[key] = newer + 1
        if left > 1:
            return Allowance(self.per_minute, left - 1, _seconds(end_ms))
        if left == 1:
            return Allowance(self.per_minute, 0, _seconds(self._free_ms(end_ms, older, newer + 1)))
        free_ms = self._free_ms(end_ms, older, newer)
        wait_s = max(1, _seconds(free_ms - now_ms))
        return Allowance(self.per_minute, 0, _seconds(free_ms), wait_s)

    def window_left_s(self) -> int:
        """Return the seconds, at least one, until a minute of the clock is over."""
        return _seconds(WINDOW_MS - epoch_ms(self.clock.now()) % WINDOW_MS)

    def _turn(self, now_ms: int) -> None:
        """Begin another minute; after a pause there is no last one."""
        started_ms = now_ms - now_ms % WINDOW_MS
        is_next = started_ms == self._started_ms + WINDOW_MS
        self._older = self._newer if is_next else {}
        self._newer, self._started_ms = {}, started_ms

    def _free_ms(self, end_ms: int, older: int, newer: int) -> int:
        """Return when the counters of a minute that is over at `end_ms` sink below the limit."""
        free = self.per_minute - newer
        if free > 0:
            return end_ms - (free * WINDOW_MS - 1) // older
        return end_ms + WINDOW_MS - (self.per_minute * WINDOW_MS - 1) // newer


def _seconds(duration_ms: int) -> int:
    return -(-duration_ms // 1000)


@cache
def process_limiter() -> RateLimiter:
    """Return the limiter that all functions of this process share."""
    return RateLimiter(settings().rate_limit_per_minute, SystemClock())
