"""An order as partners see it, in Alpaca's shape (LCT).

Amounts and prices of fills are in euro with a `usd` block; limits are in dollars, as they came.
"""

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

NO_SWAP_FEE = "0"
"""What partners add to the swap rate: none can be asked for yet."""
_INTENTS = {"buy": "buy_to_open", "sell": "sell_to_close"}


def order_view(order: Order) -> dict[str, Any]:
    """Render an order. Every number is a text."""
    return {
        "id": order.order_id,
        "client_order_id": order.client_order_id,
        "created_at": rfc3339(order.created_at),
        "updated_at": rfc3339(order.updated_at),
        "submitted_at": rfc3339(order.created_at),
        "filled_at": rfc3339(order.filled_at) if order.filled_at else None,
        "expired_at": _ended_at(order, OrderState.EXPIRED),
        "canceled_at": _ended_at(order, OrderState.CANCELED),
        "failed_at": _ended_at(order, OrderState.US_REJECTED),
        "replaced_at": _ended_at(order, OrderState.REPLACED),
        "replaced_by": order.replaced_by,
        "replaces": order.replaces,
        "asset_id": order.asset_id,
        "symbol": order.symbol,
        "asset_class": "us_equity",
        "notional": text(order.notional_cents, CASH_SCALE) if order.notional_cents else None,
        "qty": short_text(order.qty, QTY_SCALE) if order.qty_known else None,
        "filled_qty": short_text(order.filled_qty, QTY_SCALE),
        "filled_avg_price": _average_euro(order),
        "order_class": "simple",
        "order_type": order.order_type.value,
        "type": order.order_type.value,
        "side": order.side.value,
        "position_intent": _INTENTS[order.side.value],
        "time_in_force": order.tif.value,
        "limit_price": _limit(order),
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
        "swap_fee_bps": NO_SWAP_FEE,
        "usd": {"filled_avg_price": _average_usd(order), "limit_price": _limit(order)},
    }


def _ended_at(order: Order, state: OrderState) -> str | None:
    return rfc3339(order.ended_at) if order.ended_at and order.state is state else None


def _limit(order: Order) -> str | None:
    """Return the limit in dollars, as it was given: it is a price of the US market (LCT)."""
    return short_text(order.protection_price, PRICE_SCALE) if order.is_limit else None


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
