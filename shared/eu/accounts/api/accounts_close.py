"""POST /v1/accounts/{account_id}/actions/close"""

from shared.core.http import Answer, Operation, Request
from shared.eu.accounts.service.closing import Closing


def operation(closing: Closing) -> Operation:
    """Build the operation that closes an empty account; the person's data stay (R-212)."""

    def accounts_close(request: Request) -> Answer:
        closing.close(request.resource)
        return Answer(None, 204)

    return accounts_close
