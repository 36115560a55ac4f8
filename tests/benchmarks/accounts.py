"""Funded accounts for a benchmark, written as documents: nobody measures how they come to be."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

from shared.core.canonical import CHAIN_START
from shared.core.documents import Documents, Write, create
from shared.core.ids import AccountId, CohortId
from shared.eu.accounts.model.account import CASH, Account, AccountState
from shared.eu.accounts.paths import account_document, account_path

FUNDED_CENTS = 10**9
WRITES_PER_COMMIT, WRITERS = 100, 4


def funded_accounts(documents: Documents, count: int, correspondent: str) -> list[AccountId]:
    """Write accounts of a partner; their cash comes from nowhere."""
    accounts = [AccountId(str(uuid4())) for _ in range(count)]
    commit_all(documents, [_new_account(each, correspondent) for each in accounts])
    return accounts


def commit_all(documents: Documents, writes: Sequence[Write]) -> None:
    """Commit writes in parts, several at once."""
    firsts = range(0, len(writes), WRITES_PER_COMMIT)
    with ThreadPoolExecutor(WRITERS) as pool:
        parts = (writes[first : first + WRITES_PER_COMMIT] for first in firsts)
        list(pool.map(documents.commit, parts))


def _new_account(account_id: AccountId, correspondent: str) -> Write:
    account = Account(
        account_id=account_id,
        account_number=f"bench{uuid4().hex}",
        correspondent=correspondent,
        cohort=CohortId("c0123456789abcde"),
        state=AccountState.ACTIVE,
        balances={CASH: FUNDED_CENTS},
        chain_sequence=0,
        chain_hash=CHAIN_START,
        sequences={},
        created_at=datetime.now(UTC),
    )
    return create(account_path(account_id), account_document(account))
