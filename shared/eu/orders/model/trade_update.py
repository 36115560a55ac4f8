"""What an order's step looks like on the trades stream, in Alpaca's shape."""

from datetime import datetime
from typing import Any

from shared.core.clock import rfc3339
from shared.core.ids import EventId, derive
from shared.eu.events.model.record import Happening, Stream
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.view import order_view


def order_step(
    order: Order, event: str, at: datetime, *, key: str = "", **more: str | None
) -> Happening:
    """Build the happening of a step that moves no money.

    It happens once to an order, or once for each `key`.
    """
    parts = (order.order_id, event, key) if key else (order.order_id, event)
    event_id = EventId(derive("event", *parts))
    body = {"trades": trade_update(order, event, at, **more)}
    return Happening(event_id, event, (Stream.TRADES,), at, body)


def trade_update(order: Order, event: str, at: datetime, **more: str | None) -> dict[str, Any]:
    """Render one trade update; `more` are the fields that only this kind of event has."""
    return {
        "account_id": order.account_id,
        "at": rfc3339(at),
        "event": event,
        "timestamp": rfc3339(at),
        "order": order_view(order),
        **more,
    }
