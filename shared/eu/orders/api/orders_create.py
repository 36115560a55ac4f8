"""POST /v1/trading/accounts/{account_id}/orders

Also POST /v2/orders, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.place import OrderDesk


def operation(desk: OrderDesk) -> Operation:
    """Build the operation that places an order."""

    def orders_create(request: Request) -> Answer:
        order = desk.place(request.resource, place_order(request.body))
        return Answer(order_view(order))

    return orders_create
