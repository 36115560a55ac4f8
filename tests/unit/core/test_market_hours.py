from datetime import UTC, date, datetime, timedelta

import pytest

from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.core.sessions import NoSession, all_sessions

FRIDAY_NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
BOTH: tuple[MarketHours, ...] = (RealHours(), AlwaysOpen())


def test_real_hours_are_those_of_the_exchange() -> None:
    hours = RealHours()
    assert hours.is_open(FRIDAY_NOON)
    assert hours.next_close(FRIDAY_NOON) == datetime(2026, 11, 20, 21, tzinfo=UTC)
    assert hours.next_open(FRIDAY_NOON) == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def test_real_hours_know_the_weekend() -> None:
    hours = RealHours()
    assert not hours.is_open(SATURDAY)
    assert hours.next_open(SATURDAY) == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert hours.next_close(SATURDAY) == datetime(2026, 11, 23, 21, tzinfo=UTC)


@pytest.mark.parametrize("now", [FRIDAY_NOON, SATURDAY])
def test_the_virtual_session_is_open_at_any_hour(now: datetime) -> None:
    assert AlwaysOpen().is_open(now)


def test_the_virtual_session_ends_with_the_trade_date() -> None:
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    hours = AlwaysOpen()
    assert hours.next_close(midnight - timedelta(seconds=1)) == midnight
    assert hours.next_close(midnight) == midnight + timedelta(days=1)
    assert hours.next_open(FRIDAY_NOON) == hours.next_close(FRIDAY_NOON)


def test_the_virtual_session_of_a_clock_change_has_25_hours() -> None:
    start = datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert AlwaysOpen().next_close(start) == start + timedelta(hours=25)


@pytest.mark.parametrize("hours", BOTH)
def test_a_trade_settles_by_its_new_york_date(hours: MarketHours) -> None:
    thursday_in_new_york = datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert hours.settle_date(thursday_in_new_york) == date(2026, 11, 20)
    assert hours.settle_date(FRIDAY_NOON) == date(2026, 11, 23)


@pytest.mark.parametrize("hours", BOTH)
def test_a_trade_of_a_day_without_session_settles_on_the_next_settlement_day(
    hours: MarketHours,
) -> None:
    assert hours.settle_date(SATURDAY) == date(2026, 11, 23)
    thanksgiving = datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert hours.settle_date(thanksgiving) == date(2026, 11, 27)
    before_columbus_day = datetime(2026, 10, 11, 17, tzinfo=UTC)
    assert hours.settle_date(before_columbus_day) == date(2026, 10, 13)


def test_every_day_settles_on_the_first_settlement_day_after_it() -> None:
    settlement_days = sorted({session.settle_date for session in all_sessions()})
    noon = datetime(2026, 1, 1, 17, tzinfo=UTC)
    for offset in range(730):
        now = noon + timedelta(days=offset)
        expected = next(day for day in settlement_days if day > now.date())
        assert AlwaysOpen().settle_date(now) == expected


@pytest.mark.parametrize("hours", BOTH)
def test_no_settlement_is_guessed_beyond_the_table(hours: MarketHours) -> None:
    with pytest.raises(NoSession):
        hours.settle_date(all_sessions()[-1].closes_at + timedelta(days=1))
