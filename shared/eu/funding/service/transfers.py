"""Transfers that partners ask for: in the sandbox an incoming one is credited at once (D18)."""

from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents
from shared.core.errors import CommitUnknown, Refusal, Unavailable
from shared.core.ids import AccountId, derive, random_uuid
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.transfer import Direction, Transfer, TransferStatus
from shared.eu.funding.model.transfer_request import ListTransfers, RequestTransfer
from shared.eu.funding.paths import (
    TRANSFERS,
    bank_reference_path,
    transfer_document,
    transfer_of,
    transfer_path,
)
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.withdrawals import WithdrawalDesk


@dataclass(frozen=True, slots=True)
class TransferDesk:
    """Takes transfer requests; `instant_funding` is the sandbox's setting."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    instant_funding: bool

    def request(self, account: Account, wanted: RequestTransfer, key: str | None) -> Transfer:
        """Credit an incoming transfer, or queue an outgoing one, and return it.

        The same `key` is the same transfer, so that a repeat does nothing more.

        Raises Refusal: not_supported where money comes by bank alone; account_restricted;
        invalid_field for a bank that is not the account's; insufficient_cash;
        idempotency_key_reused with another request; contention; fate_unknown where a repeat without
        a key would be another transfer.
        """
        if wanted.direction is Direction.INCOMING and not self.instant_funding:
            raise Refusal("not_supported", "direction")
        if account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        asked = self._asked(account.account_id, wanted, key)
        try:
            kept = self._kept(asked)
        except Unavailable:
            raise Refusal("contention") from None
        except CommitUnknown:
            raise Refusal("fate_unknown" if key is None else "unavailable") from None
        if not kept.asks_the_same_as(asked):
            raise Refusal("idempotency_key_reused")
        return kept

    def cancel(self, account_id: AccountId, transfer_id: str) -> None:
        """Take a withdrawal back.

        Raises Refusal: not_found, transfer_not_cancelable, contention.
        """
        self._withdrawals.cancel(account_id, transfer_id)

    def transfers(self, account_id: AccountId, wanted: ListTransfers) -> list[Transfer]:
        """Return a page of the account's transfers, the newest first."""
        conditions = [Condition("account_id", "==", account_id)]
        if wanted.direction is not None:
            conditions.append(Condition("direction", "==", wanted.direction.value))
        found = self.documents.query(
            TRANSFERS,
            conditions,
            order_by="created_at",
            descending=True,
            limit=wanted.offset + wanted.limit,
        )
        return [transfer_of(s.path, s.data or {}) for s in found[wanted.offset :]]

    @property
    def _withdrawals(self) -> WithdrawalDesk:
        return WithdrawalDesk(self.documents, self.clock, self.entropy)

    def _asked(self, account_id: AccountId, wanted: RequestTransfer, key: str | None) -> Transfer:
        is_incoming = wanted.direction is Direction.INCOMING
        now = self.clock.now()
        return Transfer(
            transfer_id=(
                derive("transfer", account_id, key)
                if key is not None
                else random_uuid(self.entropy.token_hex(16))
            ),
            account_id=account_id,
            bank_id=wanted.bank_id,
            direction=wanted.direction,
            amount_cents=wanted.amount_cents,
            status=TransferStatus.COMPLETE if is_incoming else TransferStatus.QUEUED,
            created_at=now,
            updated_at=now,
        )

    def _kept(self, asked: Transfer) -> Transfer:
        if asked.direction is Direction.OUTGOING:
            return self._withdrawals.request(asked)
        earlier = self._found(asked.transfer_id)
        if earlier is not None:
            return earlier
        self._check_bank(asked)
        deposit = Deposit(asked.transfer_id, asked.account_id, asked.amount_cents, asked.created_at)
        beside = {transfer_path(asked.transfer_id): transfer_document(asked)}
        FundingDesk(self.documents, self.clock).credit(deposit, beside)
        # Where a repeat of the same key was first, what it asked for is what stands.
        return self._found(asked.transfer_id) or asked

    def _found(self, transfer_id: str) -> Transfer | None:
        (seen,) = self.documents.get([transfer_path(transfer_id)])
        return transfer_of(seen.path, seen.data) if seen.data is not None else None

    def _check_bank(self, asked: Transfer) -> None:
        if asked.bank_id is None:
            return
        (seen,) = self.documents.get([bank_reference_path(asked.bank_id)])
        if seen.data is None or seen.data["account_id"] != asked.account_id:
            raise Refusal("invalid_field", "bank_id")
