"""A local stack's clock is ahead by what a file says, at once; a cloud's is the machine's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emulators.sandbox import Sandbox
from shared.gcp.clock import SystemClock
from shared.gcp.clock_shift import ClockShift, process_shift

A_DAY, A_MOMENT = timedelta(days=1), timedelta(seconds=5)


def ahead(clock: SystemClock) -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_the_clock_moves_when_the_file_is_replaced(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    clock = SystemClock(ClockShift(sandbox.clock_shift_file))
    assert abs(ahead(clock)) < A_MOMENT
    for shift in (A_DAY, 3 * A_DAY):
        sandbox.write_clock_shift(shift)
        assert abs(ahead(clock) - shift) < A_MOMENT
        assert sandbox.clock_shift() == shift


def test_a_process_without_the_setting_has_the_machines_clock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    process_shift.cache_clear()
    monkeypatch.delenv("CLOCK_SHIFT_FILE", raising=False)
    assert process_shift() is None
    process_shift.cache_clear()
    monkeypatch.setenv("CLOCK_SHIFT_FILE", str(tmp_path / "clock.json"))
    Sandbox(tmp_path).write_clock_shift(A_DAY)
    assert abs(ahead(SystemClock()) - A_DAY) < A_MOMENT
    process_shift.cache_clear()
