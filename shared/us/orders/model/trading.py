"""Let an order trade: each fill moves it, charges it, posts it and is told (D6, R-705)."""

from dataclasses import replace

from shared.border.dictionary import Side
from shared.core.clock import epoch_ms, trade_date
from shared.core.fees import accrue
from shared.core.ids import ExecutionId, derive
from shared.core.money import principal_cents
from shared.us.clearing.model import Charge, charge
from shared.us.omnibus.model.posting import Posting, Trade, execution_posting, street_qty
from shared.us.orders.model.facts import filled
from shared.us.orders.model.market import Market
from shared.us.orders.model.order import Execution, Order
from shared.us.orders.model.state import Event
from shared.us.venues.model.venue import Fill


def traded(
    order: Order, fill: Fill, market: Market, *, along: bool = False
) -> tuple[Order, Execution]:
    """Return the order after a fill, and the fill's execution.

    It is told by a report of its own, or `along` with the last one. Raises Overfilled.
    """
    gross_cents = principal_cents(fill.qty, fill.price)
    ceiling_cents = gross_cents if order.side is Side.SELL else None
    accrued = accrue(order.side, fill.qty, fill.price, trade_date(market.now))
    charges, fees = charge(order.fees, accrued, ceiling_cents)
    execution = _execution(order, fill, market, charges)
    event = Event.FILL_REST if fill.qty == order.leaves_qty else Event.FILL_PART
    order = replace(order.moved(event), cum_qty=order.cum_qty + fill.qty, fees=fees)
    step = filled(order, execution)
    return (order.reported_along(step) if along else order.reported(step)), execution


def _execution(order: Order, fill: Fill, market: Market, charges: tuple[Charge, ...]) -> Execution:
    gross_cents = principal_cents(fill.qty, fill.price)
    return Execution(
        execution_id=ExecutionId(derive("execution", order.token, str(order.fill_count + 1))),
        order_token=order.token,
        cohort=order.cohort,
        asset_id=order.asset_id,
        side=order.side,
        qty=fill.qty,
        price=fill.price,
        venue=fill.venue,
        gross_cents=gross_cents,
        charges=charges,
        executed_at_ms=epoch_ms(market.now),
        trade_date=trade_date(market.now),
        settle_date=market.settle_date,
        posting=_posting(order, fill, gross_cents, charges),
    )


def _posting(order: Order, fill: Fill, gross_cents: int, charges: tuple[Charge, ...]) -> Posting:
    street = street_qty(order.side, fill.qty)
    client = Trade(fill.qty, gross_cents)
    fees = {item.fee_type: item.charged_cents for item in charges}
    return execution_posting(
        order.side,
        order.cohort,
        order.asset_id,
        client,
        Trade(street, principal_cents(street, fill.price)),
        fees,
    )
