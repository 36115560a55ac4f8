"""What a fill looks like on the trades and the activities stream, in Alpaca's shape."""

from datetime import datetime
from typing import Any

from shared.border.dictionary import Side
from shared.border.messages import Filled
from shared.core.clock import instant_of_ms, rfc3339
from shared.core.ids import EventId, derive
from shared.core.money import CASH_SCALE, QTY_SCALE, scaled, short_text, text
from shared.eu.events.model.record import Happening, Stream
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import API_STATUS
from shared.eu.orders.model.trade_update import trade_update
from shared.eu.orders.model.view import NO_SWAP_FEE, swap_rate


def fill_step(
    order: Order, filled: Filled, event: str, net_cents: int, position_qty: int, at: datetime
) -> Happening:
    """Build the happening of an execution; `net_cents` is its effect on cash, all included."""
    executed_at = rfc3339(instant_of_ms(filled.executed_at))
    trade = trade_update(
        order,
        event,
        at,
        execution_id=filled.execution_id,
        price=filled.price,
        qty=filled.qty,
        position_qty=short_text(position_qty, QTY_SCALE),
        settle_date=filled.settle_date,
        swap_rate=swap_rate(order.fx_mid),
    )
    body = {
        "trades": {**trade, "timestamp": executed_at},
        "activities": _activity(order, filled, event, net_cents, executed_at, at),
    }
    event_id = EventId(derive("event", filled.execution_id))
    return Happening(event_id, event, (Stream.TRADES, Stream.ACTIVITIES), at, body)


def _activity(
    order: Order, filled: Filled, event: str, net_cents: int, executed_at: str, at: datetime
) -> dict[str, Any]:
    signed_qty = scaled(filled.qty, QTY_SCALE) * (1 if order.side is Side.BUY else -1)
    return {
        "account_id": order.account_id,
        "activity_type": "FILL",
        "at": rfc3339(at),
        "executed_at": executed_at,
        "status": "executed",
        "settle_date": filled.settle_date,
        "currency": "EUR",
        "ref_id": filled.execution_id,
        "previous_id": None,
        "net_amount": text(net_cents, CASH_SCALE),
        "qty": short_text(signed_qty, QTY_SCALE),
        "price": filled.price,
        "swap_rate": swap_rate(order.fx_mid),
        "swap_fee_bps": NO_SWAP_FEE,
        "details": {
            "order_id": order.order_id,
            "client_order_id": order.client_order_id,
            "asset_id": order.asset_id,
            "symbol": order.symbol,
            "side": order.side.value,
            "execution_type": event,
            "cum_qty": short_text(order.filled_qty, QTY_SCALE),
            "leaves_qty": short_text(order.leaves_qty, QTY_SCALE),
            "order_status": API_STATUS[order.state],
        },
    }
