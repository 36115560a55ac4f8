"""POST /v1/accounts"""

from shared.core.clock import Clock
from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.application import Application, read_application
from shared.eu.identity.model.views import (
    AGREEMENTS,
    ENTITIES,
    Values,
    account_view,
    person_blocks,
)
from shared.eu.identity.service.onboarding import Onboarding


def operation(onboarding: Onboarding, clock: Clock) -> Operation:
    """Build the operation that opens an account."""

    def accounts_create(request: Request) -> Answer:
        application = read_application(request.body, clock.now())
        seen = onboarding.open(request.principal.correspondent, application)
        account = account_of(seen.path, seen.data or {})
        return Answer(account_view(account, person_blocks(_values(application), ENTITIES)))

    return accounts_create


def _values(application: Application) -> Values:
    accepted = {AGREEMENTS: application.agreements.accepted}
    return {**application.owner, **accepted, **application.trusted_contact}
