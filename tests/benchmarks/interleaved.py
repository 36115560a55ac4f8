"""Two calls in turns of random order, so that what else the machine does meets both alike."""

from collections.abc import Callable
from random import Random
from time import perf_counter_ns

WARM_UP = 20
NS_PER_MS = 1_000_000


def interleaved(
    own: Callable[[], object], floor: Callable[[], None], count: int, dice: Random
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of `count` calls of each, after a warm-up."""
    calls: tuple[Callable[[], object], ...] = (own, floor)
    samples: tuple[list[float], list[float]] = ([], [])
    for turn in range(WARM_UP + count):
        for number in dice.sample(range(2), 2):
            started_ns = perf_counter_ns()
            calls[number]()
            if turn >= WARM_UP:
                samples[number].append((perf_counter_ns() - started_ns) / NS_PER_MS)
    return samples
