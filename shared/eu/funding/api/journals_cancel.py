"""DELETE /v1/journals/{journal_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.funding.service.journals import JournalDesk


def operation(desk: JournalDesk) -> Operation:
    """Build the operation that takes a pending journal back."""

    def journals_cancel(request: Request) -> Answer:
        desk.cancel(request.principal.correspondent, request.path["journal_id"])
        return Answer(None, 204)

    return journals_cancel
