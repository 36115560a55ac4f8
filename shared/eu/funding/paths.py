"""Where transfers lie, and their codec."""

from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Data
from shared.core.ids import AccountId
from shared.core.money import Cents
from shared.eu.funding.model.transfer import Direction, Transfer, TransferStatus

TRANSFERS = "transfers"


def transfer_path(transfer_id: str) -> str:
    """Return the path of a transfer."""
    return f"{TRANSFERS}/{transfer_id}"


def transfer_document(transfer: Transfer) -> dict[str, Any]:
    """Render a transfer; `account_id` with `created_at` is indexed."""
    return {
        "account_id": transfer.account_id,
        "bank_id": transfer.bank_id,
        "direction": transfer.direction.value,
        "amount_cents": transfer.amount_cents,
        "status": transfer.status.value,
        "created_at": rfc3339(transfer.created_at),
        "updated_at": rfc3339(transfer.updated_at),
    }


def transfer_of(path: str, data: Data) -> Transfer:
    """Read a transfer's document."""
    return Transfer(
        transfer_id=path.partition("/")[2],
        account_id=AccountId(data["account_id"]),
        bank_id=data["bank_id"],
        direction=Direction(data["direction"]),
        amount_cents=Cents(data["amount_cents"]),
        status=TransferStatus(data["status"]),
        created_at=instant_of(data["created_at"]),
        updated_at=instant_of(data["updated_at"]),
    )
