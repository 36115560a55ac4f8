"""Deposits in suspense: put there, matched to an account, or sent back; each in one commit."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents, Snapshot, Write, create
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import SHARD_COUNT, AccountId, shard_of
from shared.core.retry import attempts
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.suspense import (
    Suspended,
    SuspenseEvent,
    SuspenseStatus,
    match_draft,
    sent_back_draft,
    suspended_draft,
)
from shared.eu.funding.paths import (
    SUSPENSE,
    suspended_document,
    suspended_of,
    suspended_path,
    transfer_document,
    transfer_path,
)
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.periods import into_open_period
from shared.eu.ledger.paths import firm_chain_path
from shared.eu.ledger.service.firm_book import firm_entry, firm_writes

DEPOSITS_PER_SHARD_MAX = 200


@dataclass(frozen=True, slots=True)
class SuspenseDesk:
    """Keeps deposits that belong to nobody yet."""

    documents: Documents
    clock: Clock
    entropy: Entropy

    def suspend(self, deposit: Suspended) -> None:
        """Book a deposit in suspense, once.

        Raises CommitUnknown, Unavailable.
        """
        for _ in attempts(self.clock, self.entropy):
            (known,) = self.documents.get([suspended_path(deposit.deposit_id)])
            if known.exists:
                return
            own = create(known.path, suspended_document(deposit))
            with suppress(Conflict, CommitUnknown):
                return self.documents.commit([*self._booked(suspended_draft(deposit)), own])
        raise Unavailable

    def match(self, deposit_id: str, account_id: AccountId) -> Suspended:
        """Credit a deposit to an account; the same match again changes nothing.

        Raises Refusal: not_found for either; deposit_not_open once it was decided on; contention;
        account_restricted unless the account is active.
        """
        for _ in attempts(self.clock, self.entropy):
            deposit, seen = self._found(deposit_id)
            if deposit.status is SuspenseStatus.CREDITED and deposit.account_id == account_id:
                return deposit
            (account_seen,) = self.documents.get([account_path(account_id)])
            after, writes = self._matched(deposit, account_seen, account_id)
            with suppress(Conflict, CommitUnknown):
                own = next_version(seen, suspended_document(after))
                self.documents.commit([*writes, own])
                return after
        raise Refusal("contention")

    def send_back(self, deposit_id: str) -> Suspended:
        """Decide that a deposit goes back to its payer; deciding so again changes nothing.

        Raises Refusal: not_found; deposit_not_open; contention.
        """
        for _ in attempts(self.clock, self.entropy):
            deposit, seen = self._found(deposit_id)
            if deposit.status in (SuspenseStatus.RETURNING, SuspenseStatus.RETURNED):
                return deposit
            after = self._open(deposit).after(SuspenseEvent.SEND_BACK, self.clock.now())
            with suppress(Conflict, CommitUnknown):
                self.documents.commit([next_version(seen, suspended_document(after))])
                return after
        raise Refusal("contention")

    def sent_back(self, deposit_id: str) -> None:
        """Book that our bank has sent a deposit back.

        Raises InvalidTransition, Refusal not_found, Unavailable.
        """
        for _ in attempts(self.clock, self.entropy):
            deposit, seen = self._found(deposit_id)
            if deposit.status is SuspenseStatus.RETURNED:
                return
            after = deposit.after(SuspenseEvent.SENT_BACK, self.clock.now())
            own = next_version(seen, suspended_document(after))
            with suppress(Conflict, CommitUnknown):
                return self.documents.commit([*self._booked(sent_back_draft(after)), own])
        raise Unavailable

    def refused_back(self, deposit_id: str) -> None:
        """Note that the payer's bank did not take a deposit back: it is in suspense again.

        Raises InvalidTransition, Refusal not_found; Conflict, CommitUnknown, Unavailable.
        """
        deposit, seen = self._found(deposit_id)
        if not deposit.is_open:
            after = deposit.after(SuspenseEvent.REFUSED_BACK, self.clock.now())
            self.documents.commit([next_version(seen, suspended_document(after))])

    def note_handed_over(self, deposit_id: str) -> None:
        """Note that our bank has the payment that sends a deposit back.

        Raises Conflict, CommitUnknown, Unavailable.
        """
        deposit, seen = self._found(deposit_id)
        if deposit.awaits_us:
            noted = replace(deposit, is_handed_over=True)
            self.documents.commit([next_version(seen, suspended_document(noted))])

    def waiting(self) -> list[Suspended]:
        """Return deposits that people must decide on, and those on their way back, oldest first."""
        found = [each for shard in range(SHARD_COUNT) for each in self._marked(shard)]
        return sorted(found, key=lambda deposit: (deposit.received_at, deposit.deposit_id))

    def _booked(self, draft: Draft) -> list[Write]:
        """Build the writes of an entry in a chain of the firm."""
        (seen,) = self.documents.get([firm_chain_path(shard_of(draft.entry_id))])
        now = self.clock.now()
        return firm_writes(firm_entry(into_open_period(draft, now), seen, now), seen)

    def _marked(self, shard: int) -> Sequence[Suspended]:
        marked = [Condition("open", "==", shard)]
        found = self.documents.query(SUSPENSE, marked, limit=DEPOSITS_PER_SHARD_MAX)
        return [suspended_of(seen.path, seen.data) for seen in found if seen.data is not None]

    def _found(self, deposit_id: str) -> tuple[Suspended, Snapshot]:
        try:
            (seen,) = self.documents.get([suspended_path(deposit_id)])
        except ValueError:
            raise Refusal("not_found") from None
        if seen.data is None:
            raise Refusal("not_found")
        return suspended_of(seen.path, seen.data), seen

    def _open(self, deposit: Suspended) -> Suspended:
        if not deposit.is_open:
            raise Refusal("deposit_not_open")
        return deposit

    def _matched(
        self, deposit: Suspended, account_seen: Snapshot, account_id: AccountId
    ) -> tuple[Suspended, list[Write]]:
        if not account_seen.exists:
            raise Refusal("not_found")
        now = self.clock.now()
        after = replace(self._open(deposit).after(SuspenseEvent.MATCH, now), account_id=account_id)
        change = AccountChange(account_seen, now)
        if change.account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        change.post(match_draft(after, account_id))
        credited = _deposit(after, account_id, now)
        change.tell(credited.happening())
        transfer = credited.transfer()
        shown = create(transfer_path(transfer.transfer_id), transfer_document(transfer))
        return after, [*change.writes(), shown]


def _deposit(deposit: Suspended, account_id: AccountId, at: datetime) -> Deposit:
    return Deposit(deposit.deposit_id, account_id, deposit.amount_cents, at)
