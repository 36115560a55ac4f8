"""Decide a new order whole: refuse it, or let it trade and, if it may, rest (R-711, D16). Pure."""

from dataclasses import replace
from datetime import timedelta

from shared.border.dictionary import DoneReason, OrderType, RejectReason, TimeInForce
from shared.border.messages import OrderNew
from shared.core.clock import epoch_ms
from shared.core.ids import OrderToken
from shared.core.money import CASH_SCALE, PRICE_SCALE, QTY_SCALE, scaled
from shared.us.orders.model.facts import acknowledged, done, rejected
from shared.us.orders.model.market import Market
from shared.us.orders.model.order import Decision, Execution, Order
from shared.us.orders.model.risk import objection
from shared.us.orders.model.state import Event
from shared.us.orders.model.trading import traded
from shared.us.venues.model.sizing import qty_at_limit, qty_of_walk
from shared.us.venues.model.venue import Outcome, execute

GTC_DAYS = 90
_ENDS = {
    TimeInForce.DAY: DoneReason.PRICE_PROTECTION,
    TimeInForce.GTC: DoneReason.PRICE_PROTECTION,
    TimeInForce.IOC: DoneReason.NOT_IMMEDIATE,
    TimeInForce.FOK: DoneReason.NOT_WHOLE,
}


def received(message: OrderNew, symbol: str | None, market: Market) -> Order:
    """Build the order of a message, undecided. `symbol` is None for an asset not listed here."""
    dollars = message.notional_usd
    order = Order(
        token=OrderToken(message.order_token),
        cohort=message.cohort,
        asset_id=message.asset_id,
        symbol=symbol,
        side=message.side,
        order_type=message.order_type,
        tif=message.tif,
        qty=scaled(message.qty or "0", QTY_SCALE),
        notional_cents=None if dollars is None else scaled(dollars, CASH_SCALE),
        limit_price=scaled(message.limit_price, PRICE_SCALE),
        received_at_ms=epoch_ms(market.now),
        expires_at_ms=expiry_ms(message.tif, market),
    )
    return replace(order, qty=_sized(order, market))


def expiry_ms(tif: TimeInForce, market: Market) -> int:
    """Return when an order of now ends by itself: after 90 days, or with the next close."""
    ends_at = market.closes_at
    if tif is TimeInForce.GTC:
        ends_at = market.now + timedelta(days=GTC_DAYS)
    return epoch_ms(ends_at)


def decided(order: Order, market: Market) -> Decision:
    """Refuse an order for good, or take it on."""
    reason = objection(order, market)
    return taken_on(order, market) if reason is None else refused(order, reason)


def refused(order: Order, reason: RejectReason) -> Decision:
    """Refuse an order for good."""
    return Decision(order.moved(Event.FAIL_RISK).reported(rejected(reason)))


def taken_on(order: Order, market: Market) -> Decision:
    """Let an order trade against the quote; what is left rests, or ends with it.

    The first report acknowledges and tells the first fill, each further one tells one fill more.
    """
    outcome = _outcome(order, market)
    order = order.moved(Event.PASS_RISK, Event.ROUTE, Event.WORK).reported(acknowledged(order))
    executions: list[Execution] = []
    for fill in outcome.fills:
        order, execution = traded(order, fill, market, along=not executions)
        executions.append(execution)
    if outcome.remainder and not order.may_rest:
        order = order.moved(Event.END).reported_along(done(_ENDS[order.tif]))
    return Decision(order, tuple(executions))


def _outcome(order: Order, market: Market) -> Outcome:
    nothing = Outcome((), order.qty)
    if market.obstacle is not None or market.top is None:
        return nothing
    outcome = execute(order.side, order.qty, order.limit_price, market.top)
    whole_or_nothing = order.tif is TimeInForce.FOK
    return nothing if whole_or_nothing and outcome.remainder else outcome


def _sized(order: Order, market: Market) -> int:
    """Return the quantity; without a quote, dollars at the market become none."""
    if order.notional_cents is None:
        return order.qty
    if order.order_type is OrderType.LIMIT:
        return qty_at_limit(order.notional_cents, order.limit_price)
    if market.top is None:
        return 0
    return qty_of_walk(order.side, order.notional_cents, order.limit_price, market.top)
