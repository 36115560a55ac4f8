"""DELETE /v1/trading/accounts/{account_id}/positions/{symbol_or_asset_id}

Also DELETE /v2/positions/{symbol_or_asset_id}, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.eu.orders.model.close_request import close_position
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.close import CloseDesk


def operation(desk: CloseDesk) -> Operation:
    """Build the operation that sells a position, or a part of it."""

    def positions_close(request: Request) -> Answer:
        wanted = close_position(request.query)
        symbol_or_asset_id = request.path["symbol_or_asset_id"]
        return Answer(order_view(desk.close(request.resource, symbol_or_asset_id, wanted)))

    return positions_close
