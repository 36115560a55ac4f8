"""PATCH /v1/trading/accounts/{account_id}/account/configurations

Also PATCH /v2/account/configurations, for keys that are bound to an account.
"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.model.configuration import effective
from shared.eu.accounts.service.configure import Configurator


def operation(configurator: Configurator) -> Operation:
    """Build the operation that changes settings of an account."""

    def configurations_update(request: Request) -> Answer:
        account = configurator.change(request.resource, request.body)
        return Answer(effective(account.configuration))

    return configurations_update
