"""An order as partners see it, in Alpaca's shape; prices in euro with a `usd` block (LCT)."""

from typing import Any

from shared.core.clock import rfc3339
from shared.core.money import (
    CASH_SCALE,
    MICRO,
    PRICE_SCALE,
    QTY_SCALE,
    divide_half_up,
    short_text,
    text,
)
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import API_STATUS, OrderState

_INTENTS = {"buy": "buy_to_open", "sell": "sell_to_close"}


def order_view(order: Order) -> dict[str, Any]:
    """Render an order. Every number is a text."""
    ended = rfc3339(order.ended_at) if order.ended_at else None
    return {
        "id": order.order_id,
        "client_order_id": order.client_order_id,
        "created_at": rfc3339(order.created_at),
        "updated_at": rfc3339(order.updated_at),
        "submitted_at": rfc3339(order.created_at),
        "filled_at": rfc3339(order.filled_at) if order.filled_at else None,
        "expired_at": None,
        "canceled_at": ended if order.state is OrderState.CANCELED else None,
        "failed_at": ended if order.state is OrderState.US_REJECTED else None,
        "replaced_at": None,
        "replaced_by": None,
        "replaces": None,
        "asset_id": order.asset_id,
        "symbol": order.symbol,
        "asset_class": "us_equity",
        "notional": None,
        "qty": short_text(order.qty, QTY_SCALE),
        "filled_qty": short_text(order.filled_qty, QTY_SCALE),
        "filled_avg_price": _average_euro(order),
        "order_class": "simple",
        "order_type": order.order_type.value,
        "type": order.order_type.value,
        "side": order.side.value,
        "position_intent": _INTENTS[order.side.value],
        "time_in_force": order.tif.value,
        "limit_price": None,
        "stop_price": None,
        "status": API_STATUS[order.state],
        "extended_hours": False,
        "legs": None,
        "trail_percent": None,
        "trail_price": None,
        "hwm": None,
        "commission": text(order.commission_cents, CASH_SCALE),
        "currency": "EUR",
        "swap_rate": swap_rate(order.fx_mid) if order.fx_mid else None,
        "usd": {"filled_avg_price": _average_usd(order)},
    }


def swap_rate(mid: int) -> str:
    """Return euro per dollar at the middle rate, without mark-up, as the LCT fields have it."""
    return text(divide_half_up(MICRO * MICRO, mid), PRICE_SCALE)


def _average_micro_usd(order: Order) -> int:
    return divide_half_up(order.gross_nano_usd * MICRO, order.filled_qty)


def _average_usd(order: Order) -> str | None:
    return short_text(_average_micro_usd(order), PRICE_SCALE) if order.filled_qty else None


def _average_euro(order: Order) -> str | None:
    if not order.filled_qty:
        return None
    return short_text(divide_half_up(_average_micro_usd(order) * MICRO, order.fx_rate), PRICE_SCALE)
