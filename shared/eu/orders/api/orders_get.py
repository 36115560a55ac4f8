"""GET /v1/trading/accounts/{account_id}/orders/{order_id}

Also GET /v2/orders/{order_id}, for keys that are bound to an account.
"""

from shared.core.documents import Documents
from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.find import own_order


def operation(documents: Documents) -> Operation:
    """Build the operation that shows an order."""

    def orders_get(request: Request) -> Answer:
        account_id = AccountId(request.path["account_id"])
        return Answer(order_view(own_order(documents, account_id, request.path["order_id"])))

    return orders_get
