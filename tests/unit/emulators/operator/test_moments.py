"""Instants and durations are read, or refused with an example."""

from datetime import UTC, datetime, timedelta

import pytest

from emulators.operator.moments import NoMoment, check_reachable, duration_of, moment_of

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""A Wednesday in session, the day before Thanksgiving."""


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_a_duration_is_read(text: str, duration: timedelta) -> None:
    assert duration_of(text) == duration


@pytest.mark.parametrize("text", ["", "1", "d", "-1d", "1.5h", "1d ", "1y", "٣d", "1234567s"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NoMoment, match="1d12h"):
        duration_of(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-24T15:00:00Z", datetime(2026, 12, 24, 15, tzinfo=UTC)),
        ("2026-12-24T15:00:00-05:00", datetime(2026, 12, 24, 20, tzinfo=UTC)),
        ("close", datetime(2026, 11, 25, 21, tzinfo=UTC)),
        ("open", datetime(2026, 11, 27, 14, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read(text: str, moment: datetime) -> None:
    assert moment_of(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-12-24T15:00:00", "2026-12-24"])
def test_an_instant_without_an_offset_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NoMoment, match="2026-12-24T15:00:00Z"):
        moment_of(text, NOW)


def test_the_clock_goes_ahead_and_not_beyond_the_sessions() -> None:
    check_reachable(NOW + timedelta(seconds=1), NOW)
    for moment in (NOW, NOW - timedelta(days=1)):
        with pytest.raises(NoMoment, match="make sandbox-down"):
            check_reachable(moment, NOW)
    with pytest.raises(NoMoment, match="up to 20"):
        check_reachable(NOW + timedelta(days=3650), NOW)
