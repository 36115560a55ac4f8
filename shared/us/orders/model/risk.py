"""The market-access checks of the US side (R-711) and what else keeps an order from trading."""

from shared.border.dictionary import OrderType, RejectReason, Side, TimeInForce
from shared.core.money import NANO, principal_cents_up
from shared.us.orders.model.market import Market
from shared.us.orders.model.order import Order
from shared.us.venues.model.venue import TopOfBook

ORDER_QTY_MAX = 100_000 * NANO
ORDER_CENTS_MAX = 2_500_000_000
COLLAR_PER = 10
"""A limit may go through the best price by a tenth of it, no further."""


def objection(order: Order, market: Market) -> RejectReason | None:
    """Say why an order is not taken on, None where nothing is against it."""
    if order.symbol is None:
        return RejectReason.UNKNOWN_ASSET
    if market.obstacle is not None and not order.may_rest:
        return market.obstacle
    if not passes_risk(order, market.top):
        return RejectReason.RISK_LIMIT
    return None


def passes_risk(order: Order, top: TopOfBook | None) -> bool:
    """Tell whether an order is within the limits of quantity, value and price.

    Parts of shares, and amounts in dollars, live for a day (R-705). Without a current quote there
    is no distance to look at; the order then trades at a later quote, never at its own limit.
    """
    in_parts = order.qty % NANO != 0 or order.notional_cents is not None
    return (
        0 < order.qty <= ORDER_QTY_MAX
        and (order.tif is TimeInForce.DAY or not in_parts)
        and principal_cents_up(order.qty, _valued_at(order, top)) <= ORDER_CENTS_MAX
        and (order.order_type is OrderType.MARKET or not _is_through(order, top))
    )


def _valued_at(order: Order, top: TopOfBook | None) -> int:
    """Return the price of the value: a sale's limit may be far below what it is worth."""
    if top is None:
        return order.limit_price
    price, _ = top.against(order.side)
    if order.order_type is OrderType.MARKET:
        return price
    return max(price, order.limit_price) if order.side is Side.SELL else order.limit_price


def _is_through(order: Order, top: TopOfBook | None) -> bool:
    if top is None:
        return False
    price, _ = top.against(order.side)
    sign = 1 if order.side is Side.BUY else -1
    return sign * (order.limit_price - price) * COLLAR_PER > price
