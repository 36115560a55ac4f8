"""What the firm charges, by date: commission and currency spread (the plan FS-1 of Annex C)."""

from dataclasses import dataclass
from datetime import date

from shared.core.money import divide_half_up, divide_up

_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """A fee plan: basis points of the euro amount, a minimum in cents an order, spread in bp."""

    valid_from: date
    commission_bp: int
    commission_min_cents: int
    fx_spread_bp: int

    def commission(self, order_euro_cents: int) -> int:
        """Return the commission in cents on all that an order has traded so far, half up."""
        if order_euro_cents == 0:
            return 0
        share = divide_half_up(order_euro_cents * self.commission_bp, _BASIS_POINTS)
        return max(self.commission_min_cents, share)

    def commission_hold(self, euro_cents: int) -> int:
        """Return the commission in cents to hold for an order, rounded up."""
        return max(
            self.commission_min_cents, divide_up(euro_cents * self.commission_bp, _BASIS_POINTS)
        )

    def buy_rate(self, mid: int) -> int:
        """Return the client's rate for buying dollars: fewer dollars per euro (R-465)."""
        return divide_half_up(mid * (_BASIS_POINTS - self.fx_spread_bp), _BASIS_POINTS)

    def sell_rate(self, mid: int) -> int:
        """Return the client's rate for selling dollars: more dollars per euro (R-465)."""
        return divide_half_up(mid * (_BASIS_POINTS + self.fx_spread_bp), _BASIS_POINTS)


_SCHEDULE = (
    Terms(date(2020, 1, 1), commission_bp=10, commission_min_cents=100, fx_spread_bp=25),
)  # fmt: skip


def terms_on(day: date) -> Terms:
    """Return the plan in force on a date."""
    return max((t for t in _SCHEDULE if t.valid_from <= day), key=lambda t: t.valid_from)
