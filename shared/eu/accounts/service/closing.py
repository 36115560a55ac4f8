"""Close an account that holds nothing any more: no cash, no positions, no money on its way."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.life import LifeEvent
from shared.eu.accounts.paths import POSITIONS, position_of
from shared.eu.accounts.service.change import AccountChange
from shared.eu.accounts.service.progress import told_steps

ATTEMPTS_MAX = 8
POSITIONS_MAX = 500


@dataclass(frozen=True, slots=True)
class Closing:
    """Closes accounts for good."""

    documents: Documents
    clock: Clock

    def close(self, seen: Snapshot) -> None:
        """Close an account; closing it again changes nothing.

        Raises Refusal: account_not_empty; account_restricted where it was never active; contention.
        """
        for _ in range(ATTEMPTS_MAX):
            change = AccountChange(seen, self.clock.now())
            if change.account.state is AccountState.ACCOUNT_CLOSED:
                return
            self._check(change.account)
            told_steps(change, [LifeEvent.CLOSE], "closed")
            try:
                # The commit fails if the account changed since it was seen, so no order and no
                # fill can come between the check of its positions and its end.
                return self.documents.commit(change.writes())
            except (Conflict, CommitUnknown):
                (seen,) = self.documents.get([seen.path])
        raise Refusal("contention")

    def _check(self, account: Account) -> None:
        if account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        if any(account.balances.values()) or self._holds_shares(account.account_id):
            raise Refusal("account_not_empty")

    def _holds_shares(self, account_id: AccountId) -> bool:
        own = [Condition("account_id", "==", account_id)]
        for found in self.documents.query(POSITIONS, own, limit=POSITIONS_MAX):
            data = found.data or {}
            position = position_of(account_id, data["asset_id"], data)
            if position.settled or position.unsettled or position.reserved:
                return True
        return False
