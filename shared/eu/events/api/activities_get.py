"""GET /v2beta1/accounts/{account_id}/events/activities/{event_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.events.service.activities import ActivityLists


def operation(lists: ActivityLists) -> Operation:
    """Build the operation that shows one activity as its stream does."""

    def activities_get(request: Request) -> Answer:
        return Answer(lists.one(request.path["account_id"], request.path["event_id"]))

    return activities_get
