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

    COMPLETE = "COMPLETE"


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount in cents; `bank_id` names a bank relationship, whose IBAN is in the vault."""

    transfer_id: str
    account_id: AccountId
    bank_id: str | None
    direction: Direction
    amount_cents: Cents
    status: TransferStatus
    created_at: datetime
    updated_at: datetime


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
        "reason": None,
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
