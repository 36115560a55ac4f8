"""GET /v1/accounts/activities/{activity_type}

Also GET /v2/account/activities/{activity_type}, for keys that are bound to an account.
"""

from dataclasses import replace

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.eu.events.api import activities_list
from shared.eu.events.api.activities_list import Admit
from shared.eu.events.service.activities import ActivityLists


def operation(lists: ActivityLists, admit: Admit) -> Operation:
    """Build the operation: the list of activities, with the types in the path."""
    listed = activities_list.operation(lists, admit)

    def activities_list_type(request: Request) -> Answer:
        if "activity_types" in request.query:
            raise Refusal("invalid_parameter", "activity_types")
        types = {"activity_types": request.path["activity_type"]}
        return listed(replace(request, query={**request.query, **types}))

    return activities_list_type
