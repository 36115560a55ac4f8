"""How many shares dollars become (R-705): quantities in 10^-9, rounded down."""

from shared.border.dictionary import Side
from shared.core.money import CASH_SCALE, PRICE_SCALE, QTY_SCALE
from shared.us.venues.model.venue import TopOfBook, slices

_CENT: int = 10 ** (PRICE_SCALE + QTY_SCALE - CASH_SCALE)


def qty_at_limit(notional_cents: int, limit_price: int) -> int:
    """Return what dollars are worth at a price."""
    return notional_cents * _CENT // limit_price


def qty_of_walk(side: Side, notional_cents: int, limit_price: int, top: TopOfBook) -> int:
    """Return what dollars become on the walk through the quote's slices.

    Dollars that find no price within the protection count at the protection price.
    """
    rest, qty = notional_cents * _CENT, 0
    for price, size in slices(side, limit_price, top):
        affordable = rest // price
        if affordable <= size:
            return qty + affordable
        qty += size
        rest -= size * price
    return qty + rest // limit_price
