"""GET /v1/journals/{journal_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.funding.model.journal import journal_view
from shared.eu.funding.service.journals import JournalDesk


def operation(desk: JournalDesk) -> Operation:
    """Build the operation that shows a journal."""

    def journals_get(request: Request) -> Answer:
        partner = request.principal.correspondent
        return Answer(journal_view(desk.one(partner, request.path["journal_id"])))

    return journals_get
