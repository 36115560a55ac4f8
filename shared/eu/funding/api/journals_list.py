"""GET /v1/journals"""

from shared.core.http import Answer, Operation, Request
from shared.eu.funding.model.journal import journal_view
from shared.eu.funding.model.journal_request import list_journals
from shared.eu.funding.service.journals import JournalDesk


def operation(desk: JournalDesk) -> Operation:
    """Build the operation that lists a partner's journals."""

    def journals_list(request: Request) -> Answer:
        wanted = list_journals(request.query)
        found = desk.journals(request.principal.correspondent, wanted)
        return Answer([journal_view(journal) for journal in found])

    return journals_list
