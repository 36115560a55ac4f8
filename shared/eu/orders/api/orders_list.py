"""GET /v1/trading/accounts/{account_id}/orders

Also GET /v2/orders, for keys that are bound to an account.
"""

from shared.core.documents import Documents
from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.orders.model.listing_request import list_orders
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.find import own_orders


def operation(documents: Documents) -> Operation:
    """Build the operation that lists an account's orders, the newest first."""

    def orders_list(request: Request) -> Answer:
        wanted = list_orders(request.query)
        orders = own_orders(documents, AccountId(request.path["account_id"]), wanted)
        return Answer([order_view(order) for order in orders])

    return orders_list
