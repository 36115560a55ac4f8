"""Credit deposits: one commit of account, entry and event."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Data, Documents, create
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.deposit import Deposit
from shared.eu.ledger.paths import entry_path

ATTEMPTS_MAX = 6
PAUSE_MS = 5


@dataclass(frozen=True, slots=True)
class FundingDesk:
    """Books euro that arrived."""

    documents: Documents
    clock: Clock

    def credit(self, deposit: Deposit, beside: Mapping[str, Data] | None = None) -> None:
        """Book a deposit; the same transfer is booked once.

        `beside` are documents created in the same commit, by path.

        Raises Unavailable when others were faster too often, CommitUnknown where its fate cannot
        be read, Refusal `account_restricted` where the account is not active, LookupError where
        there is none.
        """
        draft = deposit.draft()
        created = [create(path, data) for path, data in (beside or {}).items()]
        paths = [account_path(deposit.account_id), entry_path(draft.entry_id)]
        unanswered = False
        for attempt in range(ATTEMPTS_MAX):
            if attempt:
                self.clock.sleep_ms(PAUSE_MS << attempt)
            try:
                account_seen, entry_seen = self.documents.get(paths)
            except Unavailable:
                if not unanswered:
                    raise
                continue
            if entry_seen.exists:
                return
            change = AccountChange(account_seen, self.clock.now())
            if change.account.state is not AccountState.ACTIVE:
                raise Refusal("account_restricted")
            change.post(draft)
            change.tell(deposit.happening())
            try:
                return self.documents.commit([*change.writes(), *created])
            except Conflict:
                continue
            except CommitUnknown:
                unanswered = True
        raise CommitUnknown if unanswered else Unavailable
