"""Credit deposits: one commit of account, entry and event."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model import Deposit
from shared.eu.ledger.paths import entry_path

ATTEMPTS_MAX = 5


@dataclass(frozen=True, slots=True)
class FundingDesk:
    """Books euro that arrived."""

    documents: Documents
    clock: Clock

    def credit(self, deposit: Deposit) -> None:
        """Book a deposit; the same transfer is booked once.

        Raises Unavailable when others were faster too often; LookupError without an account.
        """
        draft = deposit.draft()
        paths = [account_path(deposit.account_id), entry_path(draft.entry_id)]
        for _ in range(ATTEMPTS_MAX):
            account_seen, entry_seen = self.documents.get(paths)
            if entry_seen.exists:
                return
            change = AccountChange(account_seen, self.clock.now())
            change.post(draft)
            change.tell(deposit.happening())
            try:
                return self.documents.commit(change.writes())
            except (Conflict, CommitUnknown):
                continue
        raise Unavailable
