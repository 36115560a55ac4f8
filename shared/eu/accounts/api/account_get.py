"""GET /v1/trading/accounts/{account_id}/account

Also GET /v2/account, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.model.views import trade_account_view
from shared.eu.accounts.paths import account_of
from shared.eu.accounts.service.portfolio import Portfolio


def operation(portfolio: Portfolio) -> Operation:
    """Build the operation that shows an account's money."""

    def account_get(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        holdings = portfolio.positions(account.account_id)
        return Answer(trade_account_view(account, holdings, portfolio.today()))

    return account_get
