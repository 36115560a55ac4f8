"""Book that a bank has taken a credited deposit back: one commit, once."""

from contextlib import suppress
from dataclasses import dataclass, replace

from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.retry import attempts
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.deposit_return import DepositReturn
from shared.eu.funding.model.transfer import Direction, Transfer, TransferStatus
from shared.eu.funding.paths import transfer_document, transfer_of, transfer_path

SUSPEND_TRADE = "suspend_trade"


class NotReturnable(LookupError):
    """Say that there is no such credited deposit of this amount: people must look."""


@dataclass(frozen=True, slots=True)
class DepositReturnDesk:
    """Takes deposits back."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def take_back(self, transfer_id: str, amount_cents: int) -> Transfer:
        """Book the return of a deposit; one that is returned stays so.

        An account whose money does not do may not trade until people have seen to it.

        Raises NotReturnable, Unavailable when others were faster too often.
        """
        for _ in attempts(self.clock, self.entropy):
            (seen,) = self.documents.get([transfer_path(transfer_id)])
            transfer = transfer_of(seen.path, seen.data) if seen.data is not None else None
            if transfer is None or not _is_of(transfer, amount_cents):
                raise NotReturnable
            if transfer.status is TransferStatus.RETURNED:
                return transfer
            (account_seen,) = self.documents.get([account_path(transfer.account_id)])
            change = AccountChange(account_seen, self.clock.now())
            returned = DepositReturn.of(transfer, change.account.withdrawable, change.now)
            change.post(returned.draft())
            change.tell(returned.happening())
            if returned.from_firm:
                _restrict(change)
            own = next_version(seen, transfer_document(returned.transfer))
            with suppress(Conflict, CommitUnknown):
                self.documents.commit([*change.writes(), own])
                return returned.transfer
        raise Unavailable


def _is_of(transfer: Transfer, amount_cents: int) -> bool:
    is_deposit = transfer.direction is Direction.INCOMING
    return is_deposit and transfer.amount_cents == amount_cents


def _restrict(change: AccountChange) -> None:
    configuration = {**change.account.configuration, SUSPEND_TRADE: True}
    change.account = replace(change.account, configuration=configuration)
