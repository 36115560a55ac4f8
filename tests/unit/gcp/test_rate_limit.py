"""The limit of requests a minute: a sliding window, bounded, by key."""

from collections import deque
from datetime import UTC, datetime
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.clock import epoch_ms
from shared.gcp.rate_limit import KEYS_MAX, WINDOW_MS, RateLimiter
from shared.memory.clock import VirtualClock

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
START_S = epoch_ms(START) // 1000


def test_every_request_says_what_is_left() -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(3, clock)
    clock.advance_ms(10_500)
    taken = [limiter.take("ACME") for _ in range(4)]
    assert [allowance.limit for allowance in taken] == [3, 3, 3, 3]
    assert [allowance.remaining for allowance in taken] == [2, 1, 0, 0]
    assert [allowance.admitted for allowance in taken] == [True, True, True, False]
    assert taken[0].reset_s == START_S + 60


def test_correspondents_do_not_share_a_limit() -> None:
    limiter = RateLimiter(1, VirtualClock(START))
    assert limiter.take("ACME").admitted
    assert limiter.take("BEJE").admitted
    assert not limiter.take("ACME").admitted


def test_a_burst_across_the_turn_of_a_minute_is_one_burst() -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(100, clock)
    clock.advance_ms(WINDOW_MS - 1)
    assert all(limiter.take("ACME").admitted for _ in range(60))
    clock.advance_ms(1)
    assert sum(limiter.take("ACME").admitted for _ in range(100)) == 40


def test_what_was_refused_costs_nothing() -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(10, clock)
    for _ in range(1_000):
        limiter.take("ACME")
    clock.advance_ms(2 * WINDOW_MS)
    assert limiter.take("ACME").remaining == 9


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 12),
    st.lists(st.integers(0, 20_000), min_size=1, max_size=60),
)
def test_who_waits_as_told_is_admitted_and_not_before(limit: int, pauses: list[int]) -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(limit, clock)
    for pause_ms in pauses:
        clock.advance_ms(pause_ms)
        allowance = limiter.take("ACME")
        assert 0 <= allowance.remaining < limit
        if not allowance.admitted:
            clock.advance_ms((allowance.retry_after_s - 1) * 1000)
            assert allowance.retry_after_s == 1 or not limiter.take("ACME").admitted
            clock.advance_ms(1000)
            assert allowance.reset_s * 1000 - epoch_ms(clock.now()) < 1000
            assert limiter.take("ACME").admitted


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 12), st.lists(st.integers(0, 20_000), max_size=80))
def test_no_minute_of_the_clock_has_more_than_the_limit(limit: int, pauses: list[int]) -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(limit, clock)
    admitted: deque[int] = deque()
    for pause_ms in pauses:
        clock.advance_ms(pause_ms)
        if limiter.take("ACME").admitted:
            admitted.append(epoch_ms(clock.now()) // WINDOW_MS)
    assert all(admitted.count(minute) <= limit for minute in set(admitted))


def test_an_exhausted_limit_tells_the_moment_it_has_room_again() -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(10, clock)
    for _ in range(10):
        limiter.take("ACME")
    refused = limiter.take("ACME")
    assert (refused.retry_after_s, refused.reset_s) == (61, START_S + 61)


def test_keys_beyond_the_bound_share_one_counter() -> None:
    limiter = RateLimiter(2, VirtualClock(START))
    for number in range(KEYS_MAX):
        assert limiter.take(f"K{number}").admitted
    taken = [limiter.take(f"more {number}").admitted for number in range(3)]
    assert taken == [True, True, False]
    assert limiter.take("K1").admitted
    assert len(limiter._newer) <= KEYS_MAX + 1


def test_a_clock_that_is_set_back_does_not_lock_anybody_out() -> None:
    clock = VirtualClock(START)
    limiter = RateLimiter(1, clock)
    limiter.take("ACME")
    clock.start = datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert limiter.take("ACME").admitted


def test_threads_cannot_share_the_last_request() -> None:
    limiter = RateLimiter(500, VirtualClock(START))
    admitted: list[bool] = []

    def take() -> None:
        admitted.extend([limiter.take("ACME").admitted for _ in range(200)])

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 500


@pytest.mark.parametrize(("passed_ms", "left_s"), [(0, 60), (1, 60), (1_000, 59), (59_999, 1)])
def test_the_rest_of_a_minute(passed_ms: int, left_s: int) -> None:
    clock = VirtualClock(START)
    clock.advance_ms(passed_ms)
    assert RateLimiter(1, clock).window_left_s() == left_s
