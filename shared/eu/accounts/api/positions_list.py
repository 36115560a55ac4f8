"""GET /v1/trading/accounts/{account_id}/positions

Also GET /v2/positions, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.accounts.model.views import position_view
from shared.eu.accounts.service.portfolio import Portfolio


def operation(portfolio: Portfolio) -> Operation:
    """Build the operation that lists an account's open positions."""

    def positions_list(request: Request) -> Answer:
        holdings = portfolio.positions(AccountId(request.path["account_id"]))
        return Answer([position_view(holding) for holding in holdings])

    return positions_list
