"""Guessing is slow, and nobody is locked out by strangers."""

import pytest

from shared.core.errors import Refusal
from shared.eu.auth.service.login_guard import COUNTERS, FAILURES_PER_MINUTE, LoginGuard
from shared.memory.clock import VirtualClock
from tests.unit.eu.auth.platform_of import START


def guard_after(failures: int, clock: VirtualClock | None = None) -> LoginGuard:
    guard = LoginGuard(clock or VirtualClock(START))
    for _ in range(failures):
        guard.failed("K1")
    return guard


def test_so_many_failures_are_taken_and_no_more() -> None:
    guard = guard_after(FAILURES_PER_MINUTE - 1)
    guard.check("K1")
    guard.failed("K1")
    with pytest.raises(Refusal, match="rate_limited"):
        guard.check("K1")
    with pytest.raises(Refusal, match="rate_limited"):
        guard.failed("K1")


def test_other_ids_are_not_held_up() -> None:
    guard_after(FAILURES_PER_MINUTE).check("K2")


def test_the_next_minute_begins_anew() -> None:
    clock = VirtualClock(START)
    guard = guard_after(FAILURES_PER_MINUTE, clock)
    clock.advance_ms(60_000)
    guard.check("K1")


def test_an_id_in_use_cannot_be_locked_out() -> None:
    guard = guard_after(0)
    guard.succeeded("K1")
    for _ in range(FAILURES_PER_MINUTE):
        guard.failed("K1")
    guard.check("K1")
    with pytest.raises(Refusal, match="rate_limited"):
        guard.failed("K1")


def test_made_up_ids_take_no_memory() -> None:
    guard = guard_after(0)
    for number in range(COUNTERS * 2):
        guard.failed(f"K{number}")
    assert len(guard._failures) == COUNTERS
    assert not guard._proven
