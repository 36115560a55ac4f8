"""Where orders and parked reports lie, and the order's codec."""

from datetime import datetime, timedelta
from typing import Any

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Data
from shared.core.ids import AccountId, AssetId, CohortId, OrderId, OrderToken, shard_of
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState

ORDERS = "orders"
BREAKS = "breaks"
PARKED = "parked"
QUARANTINE = "quarantine"

RESEND_AFTER_MS = 10_000
OVERDUE_AFTER_MS = 60_000
ASK_EVERY_MS = 15 * 60_000


def order_path(order_id: OrderId) -> str:
    """Return the path of an order."""
    return f"{ORDERS}/{order_id}"


def parked_path(order_token: OrderToken, seq: int) -> str:
    """Return the path of a report that came before its predecessor."""
    return f"{PARKED}/{order_token}:{seq}"


def break_path(order_token: OrderToken, seq: int) -> str:
    """Return the path of the record of a report that contradicts its order."""
    return f"{BREAKS}/{order_token}:{seq}"


def quarantine_path(digest: str) -> str:
    """Return the path of the record of an unacceptable message."""
    return f"{QUARANTINE}/{digest}"


def order_document(order: Order) -> dict[str, Any]:
    """Render an order.

    `order_token`, `account_id` with `is_open` and `created_at`, and `outbox` with `due_at` are
    indexed; the last two stand only while the US side may still have something to tell.
    """
    document: dict[str, Any] = {
        "account_id": order.account_id,
        "client_order_id": order.client_order_id,
        "correspondent": order.correspondent,
        "request_hash": order.request_hash,
        "order_token": order.order_token,
        "cohort": order.cohort,
        "asset_id": order.asset_id,
        "symbol": order.symbol,
        "side": order.side.value,
        "order_type": order.order_type.value,
        "tif": order.tif.value,
        "qty": order.qty,
        "protection_price": order.protection_price,
        "state": order.state.value,
        "is_open": not order.is_terminal,
        "hold_cents": order.hold_cents,
        "reserved_qty": order.reserved_qty,
        "qty_known": order.qty_known,
        "notional_cents": order.notional_cents,
        "notional_usd_cents": order.notional_usd_cents,
        "created_at": rfc3339(order.created_at),
        "updated_at": rfc3339(order.updated_at),
        "expires_at": rfc3339(order.expires_at),
        "instruction_seq": order.instruction_seq,
        "report_seq": order.report_seq,
        "issued_seq": order.issued_seq,
        "parked": list(order.parked),
        "filled_qty": order.filled_qty,
        "gross_nano_usd": order.gross_nano_usd,
        "euro_cents": order.euro_cents,
        "commission_cents": order.commission_cents,
        "fx_mid": order.fx_mid,
        "fx_rate": order.fx_rate,
        "reason": order.reason,
        "filled_at": rfc3339(order.filled_at) if order.filled_at else None,
        "ended_at": rfc3339(order.ended_at) if order.ended_at else None,
        "replaces": order.replaces,
        "replaced_by": order.replaced_by,
        "replace_qty": order.replace_qty,
        "asked_at": rfc3339(order.asked_at) if order.asked_at else None,
    }
    if order.is_born and (order.awaits_report or not order.is_terminal):
        document["outbox"] = shard_of(order.order_token)
        document["due_at"] = rfc3339(_due_at(order))
    return document


def _due_at(order: Order) -> datetime:
    """Return when the sweeper looks after the order: soon, or now and then while one rests.

    A tick's report that was given up on its way, as dead letters are, is missed by nobody else.
    """
    if order.awaits_report:
        return order.updated_at + timedelta(milliseconds=RESEND_AFTER_MS)
    asked_at = order.asked_at or order.updated_at
    return min(
        order.expires_at + timedelta(milliseconds=OVERDUE_AFTER_MS),
        asked_at + timedelta(milliseconds=ASK_EVERY_MS),
    )


def order_of(path: str, data: Data) -> Order:
    """Read an order's document."""
    return Order(
        order_id=OrderId(path.partition("/")[2]),
        account_id=AccountId(data["account_id"]),
        client_order_id=data["client_order_id"],
        correspondent=data["correspondent"],
        request_hash=data["request_hash"],
        order_token=OrderToken(data["order_token"]),
        cohort=CohortId(data["cohort"]),
        asset_id=AssetId(data["asset_id"]),
        symbol=data["symbol"],
        side=Side(data["side"]),
        order_type=OrderType(data["order_type"]),
        tif=TimeInForce(data["tif"]),
        qty=data["qty"],
        protection_price=data["protection_price"],
        state=OrderState(data["state"]),
        hold_cents=data["hold_cents"],
        reserved_qty=data["reserved_qty"],
        qty_known=data["qty_known"],
        notional_cents=data["notional_cents"],
        notional_usd_cents=data["notional_usd_cents"],
        created_at=instant_of(data["created_at"]),
        updated_at=instant_of(data["updated_at"]),
        expires_at=instant_of(data["expires_at"]),
        instruction_seq=data["instruction_seq"],
        report_seq=data["report_seq"],
        issued_seq=data["issued_seq"],
        parked=tuple(data["parked"]),
        filled_qty=data["filled_qty"],
        gross_nano_usd=data["gross_nano_usd"],
        euro_cents=data["euro_cents"],
        commission_cents=data["commission_cents"],
        fx_mid=data["fx_mid"],
        fx_rate=data["fx_rate"],
        reason=data["reason"],
        filled_at=instant_of(data["filled_at"]) if data["filled_at"] else None,
        ended_at=instant_of(data["ended_at"]) if data["ended_at"] else None,
        replaces=data["replaces"],
        replaced_by=data["replaced_by"],
        replace_qty=data["replace_qty"],
        asked_at=instant_of(data["asked_at"]) if data["asked_at"] else None,
    )
