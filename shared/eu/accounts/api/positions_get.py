"""GET /v1/trading/accounts/{account_id}/positions/{symbol_or_asset_id}

Also GET /v2/positions/{symbol_or_asset_id}, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.accounts.model.views import position_view
from shared.eu.accounts.service.portfolio import Portfolio


def operation(portfolio: Portfolio) -> Operation:
    """Build the operation that shows one open position."""

    def positions_get(request: Request) -> Answer:
        account_id = AccountId(request.path["account_id"])
        return Answer(
            position_view(portfolio.position(account_id, request.path["symbol_or_asset_id"]))
        )

    return positions_get
