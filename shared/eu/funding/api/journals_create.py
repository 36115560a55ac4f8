"""POST /v1/journals"""

from shared.core.http import Answer, Operation, Request
from shared.eu.funding.model.journal import journal_view
from shared.eu.funding.model.journal_request import request_journal
from shared.eu.funding.service.journals import JournalDesk


def operation(desk: JournalDesk) -> Operation:
    """Build the operation that creates a journal."""

    def journals_create(request: Request) -> Answer:
        partner, key = request.principal.correspondent, request.idempotency_key
        (executed,) = desk.request(partner, request_journal(request.body), key)
        return Answer(journal_view(executed.journal))

    return journals_create
