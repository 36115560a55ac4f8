"""POST /v1/journals/batch"""

from shared.core.http import Answer, Operation, Request
from shared.eu.funding.api.journal_batches import batch_view
from shared.eu.funding.model.journal_request import request_batch
from shared.eu.funding.service.journals import JournalDesk


def operation(desk: JournalDesk) -> Operation:
    """Build the operation that gives cash of one account to many."""

    def journals_create_batch(request: Request) -> Answer:
        wanted = request_batch(request.body, one_side="from_account")
        partner, key = request.principal.correspondent, request.idempotency_key
        return Answer(batch_view(desk.request(partner, wanted, key)))

    return journals_create_batch
