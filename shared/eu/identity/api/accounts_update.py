"""PATCH /v1/accounts/{account_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.application import read_update
from shared.eu.identity.model.views import ENTITIES
from shared.eu.identity.service.profiles import Profiles
from shared.eu.identity.service.rectification import Rectification


def operation(rectification: Rectification, profiles: Profiles) -> Operation:
    """Build the operation that corrects what is known of an account's holder."""

    def accounts_update(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        correspondent = request.principal.correspondent
        rectification.correct(account, read_update(request.body), correspondent)
        (view,) = profiles.views([account], ENTITIES, correspondent)
        return Answer(view)

    return accounts_update
