"""An activity as a list shows it, in Alpaca's two shapes: trades, and everything else."""

from collections.abc import Mapping
from typing import Any

TRADES = "FILL"


def activity_view(body: Mapping[str, Any]) -> dict[str, Any]:
    """Render an activity; `body` is the event's. Every number is a text."""
    common = {
        "id": body["event_id"],
        "account_id": body["account_id"],
        "activity_type": body["activity_type"],
        "net_amount": body["net_amount"],
        "currency": body["currency"],
        "status": body["status"],
    }
    return common | (_trade(body) if body["activity_type"] == TRADES else _other(body))


def _trade(body: Mapping[str, Any]) -> dict[str, Any]:
    details = body["details"]
    return {
        "transaction_time": body["executed_at"],
        "type": details["execution_type"],
        "price": body["price"],
        "qty": body["qty"].removeprefix("-"),
        "side": details["side"],
        "symbol": details["symbol"],
        "leaves_qty": details["leaves_qty"],
        "cum_qty": details["cum_qty"],
        "order_id": details["order_id"],
        "order_status": details["order_status"],
        "swap_rate": body["swap_rate"],
        "settle_date": body["settle_date"],
    }


def _other(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"date": body["at"][:10], "description": "", "ref_id": body["ref_id"]}
