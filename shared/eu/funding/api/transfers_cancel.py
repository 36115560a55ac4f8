"""DELETE /v1/accounts/{account_id}/transfers/{transfer_id}"""

from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.funding.service.transfers import TransferDesk


def operation(desk: TransferDesk) -> Operation:
    """Build the operation that takes a withdrawal back, while it was not sent."""

    def transfers_cancel(request: Request) -> Answer:
        desk.cancel(AccountId(request.path["account_id"]), request.path["transfer_id"])
        return Answer(None, 204)

    return transfers_cancel
