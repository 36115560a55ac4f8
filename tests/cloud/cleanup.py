"""Nothing stays but what the law keeps: positions sold, money sent back, banks gone, closed.

What was sold settles a day later, and the account can be closed only then: the next run finds what
earlier ones had to leave, by the age in its prefix.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from test_utils.prefixer import Prefixer
from test_utils.retry import BackoffFailed

from tests.cloud.patience import until
from tests.e2e.alpaca_client import (
    APIError,
    CreateBankTransferRequest,
    TransferDirection,
    TransferTiming,
)
from tests.unit.eu.identity.alpaca_broker import AccountEntities, AccountStatus, ListAccountsRequest


def clear(client: Any, account_id: Any) -> bool:
    """Take everything out of an account and close it; return whether it could be closed.

    Each step is tried, whatever became of the one before.
    """
    with suppress(APIError, BackoffFailed):
        client.close_all_positions_for_account(account_id, cancel_orders=True)
        until(client.get_all_positions_for_account, is_empty)(account_id)
    with suppress(APIError):
        _send_back(client, account_id)
    with suppress(APIError):
        for bank in client.get_banks_for_account(account_id):
            client.delete_bank_for_account(account_id, bank.id)
    try:
        client.close_account(account_id)
    except APIError as refused:
        print(f"account {account_id} stays open until a later run: {refused}")
        return False
    return True


def leftovers(client: Any, prefixer: Prefixer) -> Iterator[Any]:
    """Yield the accounts that earlier runs opened and could not close."""
    asked: Any = ListAccountsRequest
    for account in client.list_accounts(asked(entities=[AccountEntities.CONTACT])):
        address = account.contact.email_address if account.contact else ""
        if prefixer.should_cleanup(address) and account.status is AccountStatus.ACTIVE:
            yield account.id


def is_empty(positions: list[Any]) -> bool:
    """Tell whether nothing is left."""
    return not positions


def _send_back(client: Any, account_id: Any) -> None:
    """Send what may be withdrawn to the bank that it came from."""
    amount = client.get_trade_account_by_id(account_id).cash_withdrawable
    for bank in client.get_banks_for_account(account_id)[:1]:
        client.create_transfer_for_account(
            account_id,
            CreateBankTransferRequest(
                amount=str(amount),
                direction=TransferDirection.OUTGOING,
                timing=TransferTiming.IMMEDIATE,
                bank_id=bank.id,
            ),
        )
