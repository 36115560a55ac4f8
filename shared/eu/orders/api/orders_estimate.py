"""POST /v1/trading/accounts/{account_id}/orders/estimation"""

from typing import Any

from shared.core.http import Answer, Operation, Request
from shared.core.money import CASH_SCALE, text
from shared.eu.orders.model.estimate import Estimate
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.estimate import EstimateDesk


def operation(desk: EstimateDesk) -> Operation:
    """Build the operation that tells what an order would come to, and places none."""

    def orders_estimate(request: Request) -> Answer:
        return Answer(_view(desk.estimate(request.resource, place_order(request.body))))

    return orders_estimate


def _view(estimated: Estimate) -> dict[str, Any]:
    """Render the order as it would be filled; `estimate` is this platform's own block."""
    fees = {fee_type: text(cents, CASH_SCALE) for fee_type, cents in estimated.fees.items()}
    return {
        **order_view(estimated.order),
        "estimate": {
            "hold": text(estimated.hold_cents, CASH_SCALE),
            "net_amount": text(estimated.net_cents, CASH_SCALE),
            "usd": {"fees": fees},
        },
    }
