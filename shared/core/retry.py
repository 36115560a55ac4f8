"""The bounded, jittered retry of compare-and-set commits (D8)."""

from collections.abc import Iterator

from shared.core.clock import Clock, Entropy

ATTEMPTS_MAX = 12
_PAUSE_MS_FIRST = 4
_PAUSE_MS_MAX = 60


def attempts(clock: Clock, entropy: Entropy) -> Iterator[int]:
    """Yield attempt numbers with a growing random pause between them.

    When they run out the caller raises Unavailable: a 503, or the message comes again.
    """
    for attempt in range(ATTEMPTS_MAX):
        if attempt:
            pause_ms = min(_PAUSE_MS_MAX, _PAUSE_MS_FIRST << attempt)
            clock.sleep_ms(1 + entropy.below(pause_ms))
        yield attempt
