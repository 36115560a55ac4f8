"""What an order would come to if all of it traded at once, at the price across (LCT)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.border.dictionary import Side
from shared.core.clock import trade_date
from shared.core.fees import accrue, charged_cents
from shared.core.money import principal_cents
from shared.eu.accounts.model.position import Position
from shared.eu.orders.model.booking import Fill, book_fill
from shared.eu.orders.model.exchange import shares_of
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderEvent, after
from shared.eu.orders.model.terms import terms_on
from shared.eu.quotes.model import FxRate, Quote

NO_EXECUTION = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The order as it would be filled, and its money.

    `fees` are dollar cents by type, `hold_cents` what it would reserve in euro until then, and
    `net_cents` the change of the client's cash, fees and commission included.
    """

    order: Order
    fees: Mapping[str, int]
    hold_cents: int
    net_cents: int


def estimate(
    order: Order, position: Position, available: int, quote: Quote, fx: FxRate, now: datetime
) -> Estimate:
    """Book the whole of an accepted market order as one fill, as a report of it would be."""
    on, is_buy = trade_date(now), order.side is Side.BUY
    price = quote.ask if is_buy else quote.bid
    qty = order.qty if order.qty_known else shares_of(order.notional_usd_cents, price)
    raw = accrue(order.side.value, qty, price, on)
    fees = {fee_type: charged_cents(nano_usd) for fee_type, nano_usd in raw.items()}
    known = replace(
        order, state=after(order.state, OrderEvent.ACK), qty=qty, qty_known=True, filled_at=now
    )
    fill = Fill(NO_EXECUTION, qty, price, principal_cents(qty, price), sum(fees.values()))
    booking = book_fill(known, position, fill, fx, terms_on(on), available)
    return Estimate(booking.order, fees, order.hold_cents, booking.net_cents)
