from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.core.clock import NEW_YORK
from shared.core.sessions import (
    NoSession,
    all_sessions,
    between,
    is_open,
    next_session,
    next_to_close,
    session_at_or_before,
    session_on,
)

TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("trade_date", "settle_date"),
    [
        ("2026-11-20", "2026-11-23"),
        ("2026-11-25", "2026-11-27"),
        ("2026-11-27", "2026-11-30"),
        ("2026-12-24", "2026-12-28"),
        ("2026-12-31", "2027-01-04"),
        ("2026-10-09", "2026-10-13"),
        ("2026-10-12", "2026-10-13"),
        ("2026-11-10", "2026-11-12"),
        ("2026-11-11", "2026-11-12"),
        ("2026-04-02", "2026-04-06"),
        ("2026-07-02", "2026-07-06"),
    ],
)
def test_settlement_skips_days_without_exchange_or_banks(trade_date: str, settle_date: str) -> None:
    session = session_on(date.fromisoformat(trade_date))
    assert session is not None
    assert session.settle_date == date.fromisoformat(settle_date)


@pytest.mark.parametrize(
    ("trade_date", "settle_date"),
    [("2024-05-24", "2024-05-29"), ("2024-05-28", "2024-05-29"), ("2024-05-29", "2024-05-30")],
)
def test_the_settlement_cycle_was_two_days_before_it_was_one(
    trade_date: str, settle_date: str
) -> None:
    session = session_on(date.fromisoformat(trade_date))
    assert session is not None
    assert session.settle_date == date.fromisoformat(settle_date)


def test_banks_settle_on_the_friday_before_a_saturday_holiday() -> None:
    session = session_on(date(2027, 12, 30))
    assert session is not None
    assert session.settle_date == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("day", "opens", "madrid"),
    [
        ("2026-03-06", "14:30", "15:30"),
        ("2026-03-09", "13:30", "14:30"),
        ("2026-03-30", "13:30", "15:30"),
        ("2026-10-23", "13:30", "15:30"),
        ("2026-10-26", "13:30", "14:30"),
        ("2026-11-02", "14:30", "15:30"),
    ],
)
def test_the_opening_follows_new_york_summer_time(day: str, opens: str, madrid: str) -> None:
    session = session_on(date.fromisoformat(day))
    assert session is not None
    assert session.opens_at == datetime.fromisoformat(f"{day}T{opens}:00Z")
    assert f"{session.opens_at.astimezone(ZoneInfo('Europe/Madrid')):%H:%M}" == madrid


def test_every_session_opens_at_half_past_nine_and_settles_later() -> None:
    for session in all_sessions():
        local = session.opens_at.astimezone(NEW_YORK)
        assert (local.date(), f"{local:%H:%M}") == (session.date, "09:30")
        assert f"{session.closes_at.astimezone(NEW_YORK):%H:%M}" in {"13:00", "16:00"}
        assert session.settle_date > session.date


def test_a_day_after_thanksgiving_closes_early() -> None:
    session = session_on(date(2026, 11, 27))
    assert session is not None
    assert session.closes_at == datetime(2026, 11, 27, 18, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 28), date(2026, 7, 3)])
def test_holidays_and_weekends_have_no_session(day: date) -> None:
    assert session_on(day) is None


def test_a_session_is_open_from_its_opening_until_just_before_its_close() -> None:
    opens_at = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    closes_at = datetime(2026, 11, 20, 21, tzinfo=UTC)
    asked = [opens_at - TICK, opens_at, closes_at - TICK, closes_at]
    assert [is_open(instant) for instant in asked] == [False, True, True, False]


def test_the_next_session_after_an_opening_is_that_of_the_next_exchange_day() -> None:
    opens_at = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
    assert next_session(opens_at - TICK).date == date(2026, 11, 25)
    assert next_session(opens_at).date == date(2026, 11, 27)
    assert next_to_close(opens_at).date == date(2026, 11, 25)


def test_between_takes_both_ends() -> None:
    days = [session.date.day for session in between(date(2026, 11, 25), date(2026, 11, 30))]
    assert days == [25, 27, 30]
    assert between(date(2026, 11, 28), date(2026, 11, 29)) == ()


def test_the_last_session_before_a_holiday_is_found() -> None:
    assert session_at_or_before(date(2026, 11, 26)).date == date(2026, 11, 25)


def test_nothing_is_guessed_beyond_the_table() -> None:
    first, last = all_sessions()[0], all_sessions()[-1]
    assert last.date >= date(2027, 12, 31)
    for day in (first.date - timedelta(days=1), last.date + timedelta(days=1)):
        with pytest.raises(NoSession):
            session_on(day)
    for ask in (is_open, next_session, next_to_close):
        with pytest.raises(NoSession):
            ask(first.opens_at - TICK)
        with pytest.raises(NoSession):
            ask(last.closes_at)
