"""Credit deposits: one commit of account, entry and event."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Data, Documents, create
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.deposit import Deposit
from shared.eu.ledger.paths import entry_path

ATTEMPTS_MAX = 5


@dataclass(frozen=True, slots=True)
class FundingDesk:
    """Books euro that arrived."""

    documents: Documents
    clock: Clock

    def credit(self, deposit: Deposit, beside: Mapping[str, Data] | None = None) -> None:
        """Book a deposit; the same transfer is booked once.

        `beside` are documents created in the same commit, by path.

        Raises Unavailable when others were faster too often; LookupError without an account.
        """
        draft = deposit.draft()
        created = [create(path, data) for path, data in (beside or {}).items()]
        paths = [account_path(deposit.account_id), entry_path(draft.entry_id)]
        for _ in range(ATTEMPTS_MAX):
            account_seen, entry_seen = self.documents.get(paths)
            if entry_seen.exists:
                return
            change = AccountChange(account_seen, self.clock.now())
            change.post(draft)
            change.tell(deposit.happening())
            try:
                return self.documents.commit([*change.writes(), *created])
            except (Conflict, CommitUnknown):
                continue
        raise Unavailable
