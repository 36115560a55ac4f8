"""GET /v1/accounts/{account_id}/transfers"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.funding.model.transfer import transfer_view
from shared.eu.funding.model.transfer_request import list_transfers
from shared.eu.funding.service.transfers import TransferDesk


def operation(desk: TransferDesk) -> Operation:
    """Build the operation that lists an account's transfers."""

    def transfers_list(request: Request) -> Answer:
        wanted = list_transfers(request.query)
        found = desk.transfers(AccountId(request.path["account_id"]), wanted)
        return Answer([transfer_view(transfer) for transfer in found])

    return transfers_list
