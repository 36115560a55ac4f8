"""All accounts, page by page: for reconciliations, checkpoints and exports."""

from collections.abc import Iterator

from shared.core.documents import Condition, Documents
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import ACCOUNTS, account_of
from shared.eu.ledger.model.checkpoint import Head
from shared.eu.ledger.model.entry import chain_of
from shared.eu.ledger.service.firm_book import firm_heads

ACCOUNTS_OF_READ_MAX = 300


def pages_of_accounts(documents: Documents) -> Iterator[list[Account]]:
    """Yield every account by number, also one that has a balance and no entry.

    Raises Unavailable.
    """
    after = ""
    while page := _page(documents, after):
        yield page
        after = page[-1].account_number


def pages_of_heads(documents: Documents) -> Iterator[list[Head]]:
    """Yield the head of every chain that has an entry: the firm's, then the clients'.

    Raises Unavailable.
    """
    if firm := firm_heads(documents):
        yield firm
    for page in pages_of_accounts(documents):
        heads = [head_of(account) for account in page if account.chain_sequence]
        if heads:
            yield heads


def head_of(account: Account) -> Head:
    """Return where an account's chain ends."""
    return Head(chain_of(account.account_id), account.chain_sequence, account.chain_hash)


def _page(documents: Documents, after: str) -> list[Account]:
    following = [Condition("account_number", ">", after)]
    found = documents.query(
        ACCOUNTS, following, order_by="account_number", limit=ACCOUNTS_OF_READ_MAX
    )
    return [account_of(seen.path, seen.data) for seen in found if seen.data is not None]
