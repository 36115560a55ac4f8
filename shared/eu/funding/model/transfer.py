"""A transfer of euro into or out of an account, and what partners see of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.core.clock import rfc3339
from shared.core.ids import AccountId
from shared.core.money import CASH_SCALE, Cents, text


class Direction(StrEnum):
    """Which way the money goes."""

    INCOMING = "INCOMING"
    OUTGOING = "OUTGOING"


class TransferStatus(StrEnum):
    """Where a transfer stands, in Alpaca's words."""

    QUEUED = "QUEUED"
    APPROVAL_PENDING = "APPROVAL_PENDING"
    APPROVED = "APPROVED"
    SENT_TO_CLEARING = "SENT_TO_CLEARING"
    COMPLETE = "COMPLETE"
    REJECTED = "REJECTED"
    CANCELED = "CANCELED"
    RETURNED = "RETURNED"


class PayeeCheck(StrEnum):
    """What the payee's bank said of a name and an IBAN (R-463)."""

    MATCH = "MATCH"
    CLOSE = "CLOSE"
    NO_MATCH = "NO_MATCH"
    NA = "NA"


class TransferReason(StrEnum):
    """Why a transfer waits or has failed; partners read it in `reason`."""

    PAYEE_MISMATCH = "payee_mismatch"
    BANK_REMOVED = "bank_removed"
    HOLDER_UNAVAILABLE = "holder_unavailable"
    BANK_REJECTED = "bank_rejected"
    BANK_RETURNED = "bank_returned"
    OPERATOR_REJECTED = "operator_rejected"


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount in cents; `bank_id` names a bank relationship, whose IBAN is in the vault.

    `is_handed_over` says that our bank has taken the payment of a transfer that was sent;
    `payee_check` is the last verification of its payee.
    """

    transfer_id: str
    account_id: AccountId
    bank_id: str | None
    direction: Direction
    amount_cents: Cents
    status: TransferStatus
    created_at: datetime
    updated_at: datetime
    reason: TransferReason | None = None
    is_handed_over: bool = False
    payee_check: PayeeCheck | None = None

    @property
    def awaits_us(self) -> bool:
        """Tell whether the next step of a withdrawal is ours: a check, or to hand it over."""
        if self.status is TransferStatus.SENT_TO_CLEARING:
            return not self.is_handed_over
        return self.status in (TransferStatus.QUEUED, TransferStatus.APPROVED)

    def asks_the_same_as(self, other: "Transfer") -> bool:
        """Tell whether two transfers are of the same request."""
        own = (self.account_id, self.direction, self.amount_cents, self.bank_id)
        return own == (other.account_id, other.direction, other.amount_cents, other.bank_id)


def transfer_view(transfer: Transfer) -> dict[str, Any]:
    """Render a transfer in Alpaca's shape."""
    amount = text(transfer.amount_cents, CASH_SCALE)
    return {
        "id": transfer.transfer_id,
        "account_id": transfer.account_id,
        "relationship_id": None,
        "bank_id": transfer.bank_id,
        "type": "wire",
        "direction": transfer.direction.value,
        "status": transfer.status.value,
        "reason": transfer.reason.value if transfer.reason is not None else None,
        "amount": amount,
        "requested_amount": amount,
        "instant_amount": "0",
        "fee": "0",
        "fee_payment_method": "user",
        "currency": "EUR",
        "additional_information": None,
        "created_at": rfc3339(transfer.created_at),
        "updated_at": rfc3339(transfer.updated_at),
        "expires_at": None,
        "hold_until": None,
    }
