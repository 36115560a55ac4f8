"""Fees over the fills of an order: cents of the sum, less what was charged (D6)."""

from datetime import date

import pytest

from shared.core.fees import accrue, charged_cents
from shared.core.money import NANO, scaled
from shared.us.clearing.model import Charge, FeeTotals, charge

ON = date(2026, 11, 20)


def test_the_charges_of_a_sale() -> None:
    accrued = accrue("sell", 4 * NANO, scaled("190.15", 6), ON)
    charges, _ = charge(FeeTotals(), accrued, 760_60)
    assert charges == (
        Charge("SEC", 15_668_360, 2),
        Charge("TAF", 780_000, 1),
        Charge("CAT", 106_000, 1),
    )


def test_five_fills_of_one_share_cost_what_one_fill_of_five_costs() -> None:
    totals = FeeTotals()
    cents = []
    for _ in range(5):
        charges, totals = charge(totals, accrue("sell", NANO, scaled("190.15", 6), ON), 190_15)
        cents.append({item.fee_type: item.charged_cents for item in charges})
    assert [fill["TAF"] for fill in cents] == [1, 0, 0, 0, 0]
    whole = accrue("sell", 5 * NANO, scaled("190.15", 6), ON)
    assert sum(fill["SEC"] for fill in cents) == charged_cents(whole["SEC"]) == 2


def test_totals_are_what_was_accrued_and_charged() -> None:
    totals = FeeTotals()
    for _ in range(3):
        _, totals = charge(totals, {"CAT": 4_000_000}, None)
    assert totals.raw_nano_usd == {"CAT": 12_000_000}
    assert totals.charged_cents == {"CAT": 2}


def test_the_totals_passed_in_are_not_changed() -> None:
    before = FeeTotals({"CAT": 1}, {"CAT": 1})
    charge(before, {"CAT": 20_000_000}, None)
    assert before == FeeTotals({"CAT": 1}, {"CAT": 1})


@pytest.mark.parametrize(
    ("ceiling_cents", "expected"), [(0, [0, 0, 0]), (1, [1, 0, 0]), (3, [2, 1, 0]), (4, [2, 1, 1])]
)
def test_a_sale_is_never_charged_more_than_its_gross(
    ceiling_cents: int, expected: list[int]
) -> None:
    accrued = {"CAT": 106_000, "TAF": 780_000, "SEC": 15_668_360}
    charges, totals = charge(FeeTotals(), accrued, ceiling_cents)
    assert [item.fee_type for item in charges] == ["SEC", "TAF", "CAT"]
    assert [item.charged_cents for item in charges] == expected
    assert sum(totals.charged_cents.values()) <= ceiling_cents


def test_what_a_ceiling_held_back_is_charged_with_the_next_fill() -> None:
    _, totals = charge(FeeTotals(), {"SEC": 25_000_000}, 1)
    charges, _ = charge(totals, {"SEC": 1_000_000}, 100)
    assert charges == (Charge("SEC", 1_000_000, 2),)


def test_a_fee_without_a_place_in_the_order_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        charge(FeeTotals(), {"ORF": 1}, None)
