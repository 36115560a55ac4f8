"""PATCH /v1/trading/accounts/{account_id}/orders/{order_id}

Also PATCH /v2/orders/{order_id}, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.orders.model.replace_request import replace_order
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.replace import ReplaceDesk


def operation(desk: ReplaceDesk) -> Operation:
    """Build the operation that asks for another order in an order's place."""

    def orders_replace(request: Request) -> Answer:
        command = replace_order(request.body)
        account_id = AccountId(request.path["account_id"])
        return Answer(order_view(desk.replace(account_id, request.path["order_id"], command)))

    return orders_replace
