"""The real clock and the real randomness: the only place that may ask for them (D17)."""

import secrets  # noqa: TID251  # the entropy that everything else takes as an argument
import time
from datetime import UTC, datetime

from shared.gcp.clock_shift import ClockShift, process_shift


class SystemClock:
    """The machine's clock; a local stack's may have been moved ahead."""

    def __init__(self, shift: ClockShift | None = None) -> None:
        self._shift = shift or process_shift()

    def now(self) -> datetime:
        """Return the current instant, in UTC."""
        machine = datetime.now(UTC)  # noqa: TID251  # the clock that everything else takes
        return machine + self._shift.value() if self._shift else machine

    def sleep_ms(self, duration_ms: int) -> None:
        """Block this thread."""
        time.sleep(duration_ms / 1000)


class SystemEntropy:
    """The operating system's randomness."""

    def token_hex(self, byte_count: int) -> str:
        """Return an unguessable token in lower-case hexadecimal."""
        return secrets.token_hex(byte_count)

    def below(self, bound: int) -> int:
        """Return an integer from 0 up to `bound`."""
        return secrets.randbelow(bound)
