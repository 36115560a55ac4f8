"""Transfers that partners ask for: in the sandbox an incoming one is credited at once (D18)."""

from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.documents import Condition, Documents
from shared.core.errors import CommitUnknown, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.transfer import Direction, Transfer, TransferStatus
from shared.eu.funding.model.transfer_request import ListTransfers, RequestTransfer
from shared.eu.funding.paths import TRANSFERS, transfer_document, transfer_of, transfer_path
from shared.eu.funding.service.credit import FundingDesk

BANKS = "banks"


@dataclass(frozen=True, slots=True)
class TransferDesk:
    """Takes transfer requests; `instant_funding` is the sandbox's setting."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    instant_funding: bool

    def request(self, account: Account, wanted: RequestTransfer) -> Transfer:
        """Credit an incoming transfer and return it, complete.

        Raises Refusal: not_supported where money comes by bank alone, and for outgoing transfers;
        account_restricted; invalid_field for a bank that is not the account's; contention;
        fate_unknown, since a repeat would be another transfer.
        """
        if wanted.direction is Direction.OUTGOING or not self.instant_funding:
            raise Refusal("not_supported", "direction")
        if account.state is not AccountState.ACTIVE:
            raise Refusal("account_restricted")
        self._check_bank(account.account_id, wanted.bank_id)
        now = self.clock.now()
        transfer = Transfer(
            transfer_id=random_uuid(self.entropy.token_hex(16)),
            account_id=account.account_id,
            bank_id=wanted.bank_id,
            direction=wanted.direction,
            amount_cents=wanted.amount_cents,
            status=TransferStatus.COMPLETE,
            created_at=now,
            updated_at=now,
        )
        deposit = Deposit(transfer.transfer_id, account.account_id, wanted.amount_cents, now)
        beside = {transfer_path(transfer.transfer_id): transfer_document(transfer)}
        try:
            FundingDesk(self.documents, self.clock).credit(deposit, beside)
        except Unavailable:
            raise Refusal("contention") from None
        except CommitUnknown:
            raise Refusal("fate_unknown") from None
        return transfer

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

    def _check_bank(self, account_id: AccountId, bank_id: str | None) -> None:
        if bank_id is None:
            return
        (seen,) = self.documents.get([f"{BANKS}/{bank_id}"])
        if seen.data is None or seen.data["account_id"] != account_id:
            raise Refusal("invalid_field", "bank_id")
