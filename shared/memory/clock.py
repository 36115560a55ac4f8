"""A clock that stands still and randomness that repeats: the twins of time and chance (D17)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock


def _let_nobody_run(duration_ms: int) -> None:
    return


@dataclass(slots=True)
class VirtualClock:
    """A clock that only its owner and its sleepers move.

    `on_sleep` is called after a sleeper has moved the time: a simulation lets others run there.
    """

    start: datetime
    on_sleep: Callable[[int], None] = _let_nobody_run
    _passed: timedelta = timedelta()
    _lock: Lock = field(default_factory=Lock, repr=False)

    def now(self) -> datetime:
        """Return the virtual instant."""
        return self.start + self._passed

    def sleep_ms(self, duration_ms: int) -> None:
        """Return at once, later."""
        self.advance_ms(duration_ms)
        self.on_sleep(duration_ms)

    def advance_ms(self, duration_ms: int) -> None:
        """Move the time forward."""
        if duration_ms < 0:
            raise ValueError("time does not go back")
        with self._lock:
            self._passed += timedelta(milliseconds=duration_ms)


@dataclass(slots=True)
class SeededEntropy:
    """SHA-256 in counter mode: the same seed gives the same sequence.

    For simulations and fixtures only; whoever knows the seed knows every token.
    """

    seed: str
    _block_count: int = 0
    _left: bytes = b""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def token_hex(self, byte_count: int) -> str:
        """Return the next bytes in lower-case hexadecimal."""
        return self._take(byte_count).hex()

    def below(self, bound: int) -> int:
        """Return an integer from 0 up to `bound`; its bias is below 2**-64."""
        if bound < 1:
            raise ValueError("a bound is at least 1")
        return int.from_bytes(self._take(8 + (bound.bit_length() + 7) // 8)) % bound

    def _take(self, byte_count: int) -> bytes:
        with self._lock:
            while len(self._left) < byte_count:
                block = f"{self.seed}/{self._block_count}"
                self._left += sha256(block.encode()).digest()
                self._block_count += 1
            taken, self._left = self._left[:byte_count], self._left[byte_count:]
            return taken
