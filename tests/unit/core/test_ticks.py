"""A minute's ticks in one message: evenly spread, and no more than fit."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ticks import TIMES_MAX, ticks, times_asked
from shared.memory.clock import VirtualClock

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)


def asked(**tick: object) -> bytes:
    return json.dumps(tick).encode()


def ticked(clock: VirtualClock, data: bytes, work_ms: int = 0) -> Iterator[timedelta]:
    """Yield when each tick came, with work of some length after it."""
    for _ in ticks(data, "quotes", clock):
        yield clock.now() - NOW
        clock.advance_ms(work_ms)


@pytest.mark.parametrize(
    ("data", "times"),
    [
        (asked(job="quotes"), 1),
        (asked(job="quotes", times=3), 3),
        (asked(job="quotes", times=10_000), TIMES_MAX),
        (asked(job="quotes", times=0), 0),
        (asked(job="quotes", times=-1), 0),
        (asked(job="quotes", times="many"), 1),
        (asked(job="sweep", times=3), 0),
        (b'["quotes"]', 0),
        (b"\xff{", 0),
    ],
)
def test_a_message_asks_for_as_many_as_it_says(data: bytes, times: int) -> None:
    assert times_asked(data, "quotes") == times
    assert len(list(ticked(VirtualClock(NOW), data))) == times


def test_ticks_are_spread_over_the_minute_whatever_the_work_takes() -> None:
    every_second = [timedelta(seconds=second) for second in range(60)]
    for work_ms in (0, 900):
        assert list(ticked(VirtualClock(NOW), asked(job="quotes", times=60), work_ms)) == (
            every_second
        )


@given(times=st.integers(1, TIMES_MAX), work_ms=st.integers(0, 90_000))
def test_no_tick_comes_after_its_minute_and_one_always_comes(times: int, work_ms: int) -> None:
    seen = list(ticked(VirtualClock(NOW), asked(job="quotes", times=times), work_ms))
    assert seen[0] == timedelta(0)
    assert seen[-1] < timedelta(minutes=1)
    assert seen == sorted(seen)
