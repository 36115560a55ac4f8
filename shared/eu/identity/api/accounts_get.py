"""GET /v1/accounts/{account_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.views import ENTITIES
from shared.eu.identity.service.profiles import Profiles


def operation(profiles: Profiles) -> Operation:
    """Build the operation that shows an account with its holder."""

    def accounts_get(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        (view,) = profiles.views([account], ENTITIES, request.principal.correspondent)
        return Answer(view)

    return accounts_get
