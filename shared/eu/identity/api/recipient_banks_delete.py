"""DELETE /v1/accounts/{account_id}/recipient_banks/{bank_id}"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.service.banks import RecipientBanks


def operation(banks: RecipientBanks) -> Operation:
    """Build the operation that removes a bank from an account."""

    def recipient_banks_delete(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        banks.remove(account, request.path["bank_id"])
        return Answer(None, 204)

    return recipient_banks_delete
