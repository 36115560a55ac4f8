"""Dollars to euro at the client's rate, in cents (R-465)."""

from shared.core.money import MICRO, divide_half_up, divide_up


def euro_of(dollar_cents: int, rate: int) -> int:
    """Return euro cents at a rate of 10^-6 dollars per euro, half up."""
    return divide_half_up(dollar_cents * MICRO, rate)


def euro_of_up(dollar_cents: int, rate: int) -> int:
    """Return euro cents rounded up, for holds."""
    return divide_up(dollar_cents * MICRO, rate)
