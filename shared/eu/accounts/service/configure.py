"""Change the settings of a trading account."""

from dataclasses import dataclass, replace
from typing import Any

from shared.core.clock import Clock
from shared.core.documents import Documents, Snapshot
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.model.configuration import changed
from shared.eu.accounts.service.change import AccountChange

ATTEMPTS_MAX = 8


@dataclass(frozen=True, slots=True)
class Configurator:
    """Keeps what partners set."""

    documents: Documents
    clock: Clock

    def change(self, seen: Snapshot, body: Any) -> Account:
        """Apply a partner's settings and return the account after them.

        Raises Refusal: invalid_field, unknown_field; account_restricted when it is closed;
        contention.
        """
        for _ in range(ATTEMPTS_MAX):
            change = AccountChange(seen, self.clock.now())
            if change.account.state is AccountState.ACCOUNT_CLOSED:
                raise Refusal("account_restricted")
            configuration = changed(change.account.configuration, body)
            if configuration == change.account.configuration:
                return change.account
            change.account = replace(change.account, configuration=configuration)
            try:
                self.documents.commit(change.writes())
                return change.account
            except (Conflict, CommitUnknown):
                (seen,) = self.documents.get([seen.path])
        raise Refusal("contention")
