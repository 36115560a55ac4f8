"""GET /v1/accounts/activities"""

from collections.abc import Callable

from shared.core.http import Answer, Operation, Principal, Request
from shared.eu.events.model.activity_request import list_activities
from shared.eu.events.model.activity_view import activity_view
from shared.eu.events.service.activities import ActivityLists

Admit = Callable[[Principal, str], object]


def operation(lists: ActivityLists, admit: Admit) -> Operation:
    """Build the operation; `admit` raises Refusal where an account is not the partner's own."""

    def activities_list(request: Request) -> Answer:
        wanted = list_activities(request.query)
        if wanted.account_id is not None:
            admit(request.principal, wanted.account_id)
        found = lists.found(request.principal.correspondent, wanted)
        return Answer([activity_view(body) for body in found])

    return activities_list
