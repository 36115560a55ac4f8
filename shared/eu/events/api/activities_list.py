"""GET /v1/accounts/activities

Also GET /v2/account/activities, for keys that are bound to an account.
"""

from collections.abc import Callable, Mapping

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Principal, Request
from shared.eu.events.model.activity_request import list_activities
from shared.eu.events.model.activity_view import activity_view
from shared.eu.events.service.activities import ActivityLists

Admit = Callable[[Principal, str], object]


def operation(lists: ActivityLists, admit: Admit) -> Operation:
    """Build the operation; `admit` raises Refusal where an account is not the partner's own."""

    def activities_list(request: Request) -> Answer:
        wanted = list_activities(_query(request))
        if "account_id" in request.query:
            admit(request.principal, request.query["account_id"])
        found = lists.found(request.principal.correspondent, wanted)
        return Answer([activity_view(body) for body in found])

    return activities_list


def _query(request: Request) -> Mapping[str, str]:
    """Return the query, with the key's own account where the key is bound to one."""
    account_id = request.path.get("account_id")
    if account_id is None:
        return request.query
    if "account_id" in request.query:
        raise Refusal("invalid_parameter", "account_id")
    return {**request.query, "account_id": account_id}
