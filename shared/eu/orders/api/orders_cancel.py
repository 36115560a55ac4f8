"""DELETE /v1/trading/accounts/{account_id}/orders/{order_id}

Also DELETE /v2/orders/{order_id}, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.orders.service.cancel import CancelDesk


def operation(desk: CancelDesk) -> Operation:
    """Build the operation that asks for the end of an order."""

    def orders_cancel(request: Request) -> Answer:
        desk.cancel(AccountId(request.path["account_id"]), request.path["order_id"])
        return Answer(None, 204)

    return orders_cancel
