"""A position at a price: market values in euro and dollars, in cents."""

from dataclasses import dataclass

from shared.core.listings import Listing
from shared.core.money import MICRO, NANO, divide_half_up, principal_cents
from shared.eu.accounts.model.position import Position

RATIO_SCALE = 6


@dataclass(frozen=True, slots=True)
class Valuation:
    """A position with its price, the last close and the middle rate, all in 10^-6 dollars."""

    position: Position
    listing: Listing
    price: int
    last_close: int
    fx_mid: int

    @property
    def value_usd(self) -> int:
        """Return the market value in dollar cents."""
        return principal_cents(self.position.qty, self.price)

    @property
    def value_eur(self) -> int:
        """Return the market value in euro cents, at the middle rate."""
        return divide_half_up(self.value_usd * MICRO, self.fx_mid)

    @property
    def price_eur(self) -> int:
        """Return the price in 10^-6 euro."""
        return self.euro_price(self.price)

    def euro_price(self, price: int) -> int:
        """Turn a price of 10^-6 dollars into 10^-6 euro."""
        return divide_half_up(price * MICRO, self.fx_mid)

    def average(self, cost_cents: int) -> int:
        """Return a cost for each share, in 10^-6 of its currency."""
        return divide_half_up(cost_cents * MICRO * NANO, 100 * self.position.qty)


def ratio(numerator: int, denominator: int) -> int:
    """Return a ratio in 10^-6, half up; 0 where there is nothing to compare with."""
    if not denominator:
        return 0
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * divide_half_up(abs(numerator) * 10**RATIO_SCALE, abs(denominator))
