from datetime import date, timedelta

import pytest

from shared.core.fees import SCHEDULES, FeeRate, FeeSchedule, NoFeeRate, accrue, charged_cents
from shared.core.money import MICRO, NANO, PRICE_SCALE, scaled

SHARE = NANO
DOLLAR = MICRO
DAY = timedelta(days=1)


def _cents(fee_type: str, side: str, shares: int, price: str, on: str) -> int:
    fees = accrue(side, shares * SHARE, scaled(price, PRICE_SCALE), date.fromisoformat(on))
    return charged_cents(fees.get(fee_type, 0))


@pytest.mark.parametrize(
    ("principal", "on", "cents"),
    [
        ("1901.50", "2025-05-13", 6),
        ("1901.50", "2025-05-14", 0),
        ("1901.50", "2026-04-03", 0),
        ("1901.50", "2026-04-04", 4),
        ("1000000.00", "2025-05-13", 2780),
        ("1000000.00", "2025-05-14", 0),
        ("1000000.00", "2026-04-03", 0),
        ("1000000.00", "2026-04-04", 2060),
        ("485.43", "2026-04-04", 1),
    ],
)
def test_section_31_follows_the_trade_date(principal: str, on: str, cents: int) -> None:
    assert _cents("SEC", "sell", 1, principal, on) == cents


@pytest.mark.parametrize(
    ("shares", "on", "cents"),
    [
        (1, "2025-12-31", 1),
        (1_000, "2025-12-31", 17),
        (50_000, "2025-12-31", 830),
        (60_000, "2025-12-31", 830),
        (1, "2026-01-01", 1),
        (52, "2026-01-01", 2),
        (1_000, "2026-01-01", 20),
        (50_000, "2026-01-01", 975),
        (50_205, "2026-01-01", 979),
        (50_206, "2026-01-01", 979),
    ],
)
def test_the_trading_activity_fee_is_per_share_up_to_a_cap(
    shares: int, on: str, cents: int
) -> None:
    assert _cents("TAF", "sell", shares, "10.00", on) == cents


def test_the_cap_cuts_the_raw_amount_of_one_trade() -> None:
    on = date(2026, 1, 1)
    below = accrue("sell", 50_205 * SHARE, DOLLAR, on)["TAF"]
    above = accrue("sell", 50_206 * SHARE, DOLLAR, on)["TAF"]
    assert (below, above) == (9_789_975_000, 9_790_000_000)


def test_five_sales_of_one_share_are_charged_one_cent_together() -> None:
    raw = [accrue("sell", SHARE, DOLLAR, date(2026, 11, 20))["TAF"] for _ in range(5)]
    assert charged_cents(sum(raw)) == 1
    assert sum(charged_cents(each) for each in raw) == 5


def test_a_sale_pays_all_three_fees() -> None:
    fees = accrue("sell", 4 * SHARE, scaled("190.15", PRICE_SCALE), date(2026, 11, 20))
    assert fees == {"SEC": 15_668_360, "TAF": 780_000, "CAT": 106_000}
    assert [charged_cents(raw) for raw in fees.values()] == [2, 1, 1]


def test_a_purchase_pays_the_audit_trail_alone() -> None:
    fees = accrue("buy", 10 * SHARE, scaled("187.42", PRICE_SCALE), date(2026, 11, 20))
    assert fees == {"CAT": 265_000}
    assert charged_cents(fees["CAT"]) == 1


def test_section_31_is_exact_below_the_nano_dollar_and_rounds_up_there() -> None:
    on = date(2026, 11, 20)
    assert accrue("sell", SHARE, scaled("485.43", PRICE_SCALE), on)["SEC"] == 9_999_858
    assert accrue("sell", 1, 1, on) == {"SEC": 1, "TAF": 1, "CAT": 1}


def test_a_fee_of_nothing_is_left_out() -> None:
    assert set(accrue("sell", SHARE, DOLLAR, date(2025, 5, 14))) == {"TAF", "CAT"}


@pytest.mark.parametrize(
    ("raw", "cents"), [(0, 0), (1, 1), (9_999_999, 1), (10_000_000, 1), (10_000_001, 2)]
)
def test_a_charge_rounds_up_to_the_cent(raw: int, cents: int) -> None:
    assert charged_cents(raw) == cents


_BOUNDARIES = [
    (schedule, before, after)
    for schedule in SCHEDULES
    for before, after in zip(schedule.rates, schedule.rates[1:], strict=False)
]


@pytest.mark.parametrize(("schedule", "before", "after"), _BOUNDARIES)
def test_a_rate_holds_until_the_day_before_the_next(
    schedule: FeeSchedule, before: FeeRate, after: FeeRate
) -> None:
    assert schedule.rate_on(after.effective_from - DAY) == before
    assert schedule.rate_on(after.effective_from) == after


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_no_rate_is_guessed_before_the_first(schedule: FeeSchedule) -> None:
    first = schedule.rates[0].effective_from
    assert schedule.rate_on(first) == schedule.rates[0]
    with pytest.raises(NoFeeRate):
        schedule.rate_on(first - DAY)
    with pytest.raises(NoFeeRate):
        accrue("sell", SHARE, DOLLAR, date(2023, 12, 31))
