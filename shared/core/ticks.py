"""Ticks of jobs: the cloud's scheduler fires once a minute, so one message may ask for many."""

import json
from collections.abc import Iterator

from shared.core.clock import Clock, epoch_ms

MINUTE_MS = 60_000
TIMES_MAX = 60


def times_asked(data: bytes, job: str) -> int:
    """Return how often a message wants a job done: `times`, once where it says nothing.

    0 for messages of other jobs, which come to every consumer of the topic.
    """
    try:
        tick = json.loads(data)
    except ValueError:
        return 0
    if not isinstance(tick, dict) or tick.get("job") != job:
        return 0
    times = tick.get("times", 1)
    return max(0, min(times, TIMES_MAX)) if isinstance(times, int) else 1


def ticks(data: bytes, job: str, clock: Clock) -> Iterator[int]:
    """Yield 0, 1, … as often as a message asks, spread evenly over the minute that it is for.

    Work that is slower than its share has fewer ticks: those of the next message follow.
    """
    times = times_asked(data, job)
    start_ms = epoch_ms(clock.now())
    for number in range(times):
        early_ms = start_ms + number * MINUTE_MS // times - epoch_ms(clock.now())
        if early_ms > 0:
            clock.sleep_ms(early_ms)
        if epoch_ms(clock.now()) - start_ms >= MINUTE_MS:
            return
        yield number
