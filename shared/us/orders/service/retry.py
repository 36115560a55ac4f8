"""The bounded, jittered retry of compare-and-set commits (D8)."""

from collections.abc import Iterator

from shared.core.clock import Clock, Entropy

COMMIT_ATTEMPTS_MAX = 6
BACKOFF_MS_MAX = 50


def attempts(clock: Clock, entropy: Entropy) -> Iterator[int]:
    """Yield attempt numbers with a random pause between them.

    When they run out the caller raises Unavailable: the message comes again.
    """
    for attempt in range(COMMIT_ATTEMPTS_MAX):
        if attempt:
            clock.sleep_ms(1 + entropy.below(BACKOFF_MS_MAX))
        yield attempt
