"""DELETE /v1/trading/accounts/{account_id}/positions

Also DELETE /v2/positions, for keys that are bound to an account.
"""

from typing import Any

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.core.money import QTY_SCALE, short_text
from shared.core.reasons import REASONS
from shared.eu.orders.model.close_request import cancels_before_closing
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.close import Closed, CloseDesk


def operation(desk: CloseDesk) -> Operation:
    """Build the operation that sells all positions, after what is open was canceled if asked to."""

    def positions_close_all(request: Request) -> Answer:
        cancels_first = cancels_before_closing(request.query)
        account_id = AccountId(request.path["account_id"])
        closed = desk.close_all(account_id, cancels_first=cancels_first)
        return Answer([_line(each) for each in closed], 207)

    return positions_close_all


def _line(closed: Closed) -> dict[str, Any]:
    if closed.order is not None:
        body, status = order_view(closed.order), 200
        return {
            "order_id": closed.order.order_id,
            "symbol": closed.symbol,
            "status": status,
            "body": body,
        }
    reason = REASONS[closed.reason or "internal"]
    position = closed.position
    return {
        "symbol": closed.symbol,
        "status": reason.status,
        "body": {
            "code": reason.code,
            "message": reason.message,
            "reason": closed.reason,
            "symbol": closed.symbol,
            "existing_qty": short_text(position.qty, QTY_SCALE),
            "held_for_orders": short_text(position.reserved, QTY_SCALE),
            "available": short_text(position.available, QTY_SCALE),
        },
    }
