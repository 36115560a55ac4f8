"""Withdrawals: requested, canceled and moved on, each in one commit with its entries and events."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents, Snapshot, Write, create
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import SHARD_COUNT, AccountId
from shared.core.retry import attempts
from shared.eu.accounts.model.account import AccountState, Overdrawn
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.transfer import (
    Direction,
    PayeeCheck,
    Transfer,
    TransferReason,
    TransferStatus,
)
from shared.eu.funding.model.withdrawal import (
    WithdrawalEvent,
    WithdrawalStep,
    requested,
    step_of,
    was_told,
)
from shared.eu.funding.paths import (
    TRANSFERS,
    bank_reference_path,
    transfer_document,
    transfer_of,
    transfer_path,
)

TRANSFERS_PER_SHARD_MAX = 200
# A client's word ends a withdrawal only while nobody has sent it.
CANCELABLE = (TransferStatus.QUEUED, TransferStatus.APPROVAL_PENDING, TransferStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class WithdrawalDesk:
    """Keeps withdrawals; who pays them out tells it what has happened."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def request(self, wanted: Transfer) -> Transfer:
        """Take the money out of the account's cash, and return the transfer as it is stored.

        The id is the request's: a repeat finds the first one, whatever it asked for.

        Raises Refusal: account_restricted unless the account is active; invalid_field for a bank
        that is not the account's; insufficient_cash above E-2000. Raises Unavailable when others
        were faster too often, CommitUnknown where the fate cannot be read.
        """
        is_in_doubt = False
        for _ in attempts(self.clock, self.entropy):
            try:
                found = self.documents.get(_paths(wanted))
                if found[0].data is not None:
                    return transfer_of(found[0].path, found[0].data)
                self.documents.commit(_request_writes(wanted, found, self.clock))
                return wanted
            except Conflict:
                continue
            except CommitUnknown:
                is_in_doubt = True
            except Unavailable:
                if not is_in_doubt:
                    raise
        raise CommitUnknown if is_in_doubt else Unavailable

    def cancel(self, account_id: AccountId, transfer_id: str) -> None:
        """Take a client's withdrawal back; one that is canceled stays so.

        Raises Refusal: not_found; transfer_not_cancelable once it was sent; contention.
        """
        for _ in attempts(self.clock, self.entropy):
            transfer, seen = self._own(account_id, transfer_id)
            if transfer.status is TransferStatus.CANCELED:
                return
            if transfer.direction is Direction.INCOMING or transfer.status not in CANCELABLE:
                raise Refusal("transfer_not_cancelable")
            with suppress(Conflict, CommitUnknown):
                return self._commit(
                    step_of(transfer, WithdrawalEvent.CANCEL, self.clock.now()), seen
                )
        raise Refusal("contention")

    def tell(
        self,
        transfer_id: str,
        event: WithdrawalEvent,
        reason: TransferReason | None = None,
        payee_check: PayeeCheck | None = None,
    ) -> Transfer:
        """Take a withdrawal a step on and return it; an event that it had is a no-op.

        Raises InvalidTransition where the event contradicts the transfer's status, LookupError
        where there is no such withdrawal, Unavailable when others were faster too often.
        """
        for _ in attempts(self.clock, self.entropy):
            (seen,) = self.documents.get([transfer_path(transfer_id)])
            transfer = _withdrawal(seen)
            if was_told(transfer, event):
                return transfer
            step = step_of(transfer, event, self.clock.now(), reason, payee_check)
            with suppress(Conflict, CommitUnknown):
                self._commit(step, seen)
                return step.after
        raise Unavailable

    def note_handed_over(self, transfer_id: str) -> None:
        """Note that our bank has taken a payment, so that it is not handed over again.

        Raises Conflict, CommitUnknown, Unavailable: then it is handed over once more, which a bank
        tells by the id.
        """
        (seen,) = self.documents.get([transfer_path(transfer_id)])
        transfer = _withdrawal(seen)
        if transfer.awaits_us:
            noted = replace(transfer, is_handed_over=True)
            self.documents.commit([next_version(seen, transfer_document(noted))])

    def awaiting(self) -> list[Transfer]:
        """Return withdrawals whose next step is ours."""
        return [each for shard in range(SHARD_COUNT) for each in self._marked(shard)]

    def _marked(self, shard: int) -> list[Transfer]:
        marked = [Condition("awaits", "==", shard)]
        found = self.documents.query(TRANSFERS, marked, limit=TRANSFERS_PER_SHARD_MAX)
        return [transfer_of(seen.path, seen.data) for seen in found if seen.data is not None]

    def _own(self, account_id: AccountId, transfer_id: str) -> tuple[Transfer, Snapshot]:
        try:
            (seen,) = self.documents.get([transfer_path(transfer_id)])
        except ValueError:
            raise Refusal("not_found") from None
        if seen.data is None or seen.data["account_id"] != account_id:
            raise Refusal("not_found")
        return transfer_of(seen.path, seen.data), seen

    def _commit(self, step: WithdrawalStep, seen: Snapshot) -> None:
        (account_seen,) = self.documents.get([account_path(step.after.account_id)])
        change = _change(account_seen, step, self.clock)
        self.documents.commit([*change.writes(), next_version(seen, transfer_document(step.after))])


def _paths(wanted: Transfer) -> list[str]:
    return [
        transfer_path(wanted.transfer_id),
        account_path(wanted.account_id),
        bank_reference_path(wanted.bank_id or ""),
    ]


def _request_writes(wanted: Transfer, found: Sequence[Snapshot], clock: Clock) -> list[Write]:
    transfer_seen, account_seen, bank = found
    if bank.data is None or bank.data["account_id"] != wanted.account_id:
        raise Refusal("invalid_field", "bank_id")
    change = AccountChange(account_seen, clock.now())
    if change.account.state is not AccountState.ACTIVE:
        raise Refusal("account_restricted")
    if wanted.amount_cents > change.account.withdrawable:
        raise Refusal("insufficient_cash", "amount")
    try:
        _apply(change, requested(wanted))
    except Overdrawn:
        raise Refusal("insufficient_cash", "amount") from None
    return [*change.writes(), create(transfer_seen.path, transfer_document(wanted))]


def _change(account_seen: Snapshot, step: WithdrawalStep, clock: Clock) -> AccountChange:
    change = AccountChange(account_seen, clock.now())
    _apply(change, step)
    return change


def _apply(change: AccountChange, step: WithdrawalStep) -> None:
    for draft in step.drafts:
        change.post(draft)
    change.tell(step.happening)


def _withdrawal(seen: Snapshot) -> Transfer:
    if seen.data is None or seen.data["direction"] != Direction.OUTGOING.value:
        raise LookupError("withdrawal")
    return transfer_of(seen.path, seen.data)
