"""POST /v1/accounts/{account_id}/recipient_banks"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.bank import bank_view
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.service.banks import RecipientBanks


def operation(banks: RecipientBanks) -> Operation:
    """Build the operation that adds a bank to an account."""

    def recipient_banks_create(request: Request) -> Answer:
        account = account_of(request.resource.path, request.resource.data)
        values = read_bank(request.body)
        return Answer(bank_view(banks.add(account, values), values))

    return recipient_banks_create
