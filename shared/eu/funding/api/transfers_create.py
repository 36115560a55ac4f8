"""POST /v1/accounts/{account_id}/transfers"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.funding.model.transfer import transfer_view
from shared.eu.funding.model.transfer_request import request_transfer
from shared.eu.funding.service.transfers import TransferDesk


def operation(desk: TransferDesk) -> Operation:
    """Build the operation that requests a transfer."""

    def transfers_create(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        wanted = request_transfer(request.body)
        return Answer(transfer_view(desk.request(account, wanted, request.idempotency_key)))

    return transfers_create
