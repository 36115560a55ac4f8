"""GET /v1/trading/accounts/{account_id}/account/configurations

Also GET /v2/account/configurations, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.model.configuration import effective
from shared.eu.accounts.paths import account_of


def operation() -> Operation:
    """Build the operation that shows the settings of an account."""

    def configurations_get(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        return Answer(effective(account.configuration))

    return configurations_get
