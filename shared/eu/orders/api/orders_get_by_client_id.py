"""GET /v1/trading/accounts/{account_id}/orders:by_client_order_id

Also GET /v2/orders:by_client_order_id, for keys that are bound to an account.
"""

from shared.core.documents import Documents
from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.orders.model.fields import CLIENT_ORDER_ID_LENGTH_MAX
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.find import by_client_order_id


def operation(documents: Documents) -> Operation:
    """Build the operation that shows an order by the client's own id."""

    def orders_get_by_client_id(request: Request) -> Answer:
        name = request.query.get("client_order_id", "")
        if not 0 < len(name) <= CLIENT_ORDER_ID_LENGTH_MAX:
            raise Refusal("invalid_parameter", "client_order_id")
        account_id = AccountId(request.path["account_id"])
        return Answer(order_view(by_client_order_id(documents, account_id, name)))

    return orders_get_by_client_id
