"""Dollars to euro at the client's rate, in cents, and back (R-465)."""

from shared.core.money import MICRO, divide_half_up, divide_up

# 10^-9 shares times 10^-6 dollars, in one cent.
_CENT = 10_000_000_000_000


def euro_of(dollar_cents: int, rate: int) -> int:
    """Return euro cents at a rate of 10^-6 dollars per euro, half up."""
    return divide_half_up(dollar_cents * MICRO, rate)


def euro_of_up(dollar_cents: int, rate: int) -> int:
    """Return euro cents rounded up, for holds."""
    return divide_up(dollar_cents * MICRO, rate)


def dollars_of(euro_cents: int, rate: int) -> int:
    """Return dollar cents rounded down: what an amount in euro is sent as (R-515)."""
    return euro_cents * rate // MICRO


def shares_of(dollar_cents: int, price: int) -> int:
    """Return the 10^-9 shares that dollars buy at a price, rounded down."""
    return dollar_cents * _CENT // price
