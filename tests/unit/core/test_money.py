"""Amounts are exact integers, whatever their size, and round as each rule says (D5)."""

from decimal import Decimal

import pytest

from shared.core.money import (
    NotExact,
    divide_half_up,
    divide_up,
    principal_cents,
    principal_cents_up,
    scaled,
    short_text,
    text,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (0, 2, 0), (1, 2, 1), (-1, 2, -1), (3, 2, 2), (-3, 2, -2), (5, 2, 3), (1, 3, 0), (2, 3, 1),
        (-2, 3, -1), (-1, 3, 0), (4, 4, 1),
    ],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, expected: int) -> None:
    assert divide_half_up(numerator, denominator) == expected


def test_no_digit_is_lost_beyond_what_a_float_can_hold() -> None:
    assert divide_half_up(2 * 9_007_199_254_740_993, 2) == 9_007_199_254_740_993
    assert divide_half_up(10**30 + 5, 10) == 10**29 + 1
    assert divide_up(10**30 + 1, 10) == 10**29 + 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"), [(0, 3, 0), (1, 3, 1), (3, 3, 1), (4, 3, 2)]
)
def test_a_part_is_rounded_up(numerator: int, denominator: int, expected: int) -> None:
    assert divide_up(numerator, denominator) == expected


def test_principal_is_quantity_times_price() -> None:
    qty, price = scaled("3", 9), scaled("0.335", 6)
    assert (principal_cents(qty, price), principal_cents_up(qty, price)) == (101, 101)
    assert (principal_cents(1, 1), principal_cents_up(1, 1)) == (0, 1)


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [
        ("0.1", 6, 100_000), ("1e-09", 9, 1), (Decimal("12.34"), 2, 1_234), (7, 2, 700),
        ("-.5", 2, -50),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(value: Decimal | int | str, scale: int, expected: int) -> None:
    assert scaled(value, scale) == expected


@pytest.mark.parametrize(
    "value",
    ["", "0.001", "1e-10", "NaN", "inf", "1_000", "٣", "1e99", " 1", "0x1", Decimal("Infinity")],
)
def test_what_is_not_exact_is_refused(value: Decimal | str) -> None:
    with pytest.raises(NotExact):
        scaled(value, 2)


@pytest.mark.parametrize(
    ("value", "full", "short"),
    [(0, "0.00", "0"), (5, "0.05", "0.05"), (-5, "-0.05", "-0.05"), (1_200, "12.00", "12")],
)
def test_amounts_are_written_plainly_and_read_back(value: int, full: str, short: str) -> None:
    assert (text(value, 2), short_text(value, 2)) == (full, short)
    assert scaled(full, 2) == scaled(short, 2) == value


def test_a_whole_number_keeps_its_zeros() -> None:
    assert (text(100, 0), short_text(100, 0)) == ("100", "100")
