"""DELETE /v1/trading/accounts/{account_id}/orders

Also DELETE /v2/orders, for keys that are bound to an account.
"""

from typing import Any

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.core.reasons import REASONS
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.cancel_all import Outcome, cancel_all


def operation(desk: CancelDesk) -> Operation:
    """Build the operation that asks for the end of all open orders."""

    def orders_cancel_all(request: Request) -> Answer:
        outcomes = cancel_all(desk, AccountId(request.path["account_id"]))
        return Answer([_line(outcome) for outcome in outcomes], 207)

    return orders_cancel_all


def _line(outcome: Outcome) -> dict[str, Any]:
    status = REASONS[outcome.reason].status if outcome.reason else 200
    return {
        "id": outcome.order.order_id,
        "status": status,
        "body": None if outcome.reason else order_view(outcome.order),
    }
