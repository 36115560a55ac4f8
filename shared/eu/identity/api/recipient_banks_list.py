"""GET /v1/accounts/{account_id}/recipient_banks"""

from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.ids import AccountId
from shared.eu.identity.model.bank import bank_view
from shared.eu.identity.service.banks import RecipientBanks

STATUSES = ("", "ACTIVE", "INACTIVE")


def operation(banks: RecipientBanks) -> Operation:
    """Build the operation that lists an account's banks, by `status` and whole `bank_name`.

    Whatever is removed is shown no more, so that every bank that is shown is active.
    """

    def recipient_banks_list(request: Request) -> Answer:
        status = request.query.get("status", "")
        if status not in STATUSES:
            raise Refusal("invalid_parameter", "status")
        if status == "INACTIVE":
            return Answer([])
        found = banks.of_account(
            AccountId(request.path["account_id"]), request.principal.correspondent
        )
        name = request.query.get("bank_name", "").casefold()
        views = [bank_view(bank, values) for bank, values in found]
        return Answer([view for view in views if name in ("", view["name"].casefold())])

    return recipient_banks_list
