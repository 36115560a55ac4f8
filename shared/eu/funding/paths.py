"""Where transfers lie, and their codec."""

from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Data
from shared.core.ids import AccountId, AssetId, shard_of
from shared.core.money import Cents, NanoQty
from shared.eu.funding.model.journal import Journal, JournalStatus, JournalType
from shared.eu.funding.model.suspense import Suspended, SuspenseReason, SuspenseStatus
from shared.eu.funding.model.transfer import (
    Direction,
    PayeeCheck,
    Transfer,
    TransferReason,
    TransferStatus,
)

TRANSFERS = "transfers"
BANKS = "banks"
SUSPENSE = "suspense"
JOURNALS = "journals"


def transfer_path(transfer_id: str) -> str:
    """Return the path of a transfer."""
    return f"{TRANSFERS}/{transfer_id}"


def bank_reference_path(bank_id: str) -> str:
    """Return the path of the reference to a bank relationship: whose it is, and nothing else."""
    return f"{BANKS}/{bank_id}"


def suspended_path(deposit_id: str) -> str:
    """Return the path of a deposit that came into suspense."""
    return f"{SUSPENSE}/{deposit_id}"


def journal_path(journal_id: str) -> str:
    """Return the path of a journal."""
    return f"{JOURNALS}/{journal_id}"


def transfer_document(transfer: Transfer) -> dict[str, Any]:
    """Render a transfer; `account_id` with `created_at` is indexed.

    `awaits` marks a withdrawal whose next step is ours, for the job that takes it.
    """
    reason = {"reason": transfer.reason.value} if transfer.reason is not None else {}
    handed_over = {"handed_over": True} if transfer.is_handed_over else {}
    checked = {"payee_check": transfer.payee_check.value} if transfer.payee_check else {}
    mark = {"awaits": shard_of(transfer.transfer_id)} if transfer.awaits_us else {}
    return {
        "account_id": transfer.account_id,
        "bank_id": transfer.bank_id,
        "direction": transfer.direction.value,
        "amount_cents": transfer.amount_cents,
        "status": transfer.status.value,
        "created_at": rfc3339(transfer.created_at),
        "updated_at": rfc3339(transfer.updated_at),
        **reason,
        **handed_over,
        **checked,
        **mark,
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
        reason=TransferReason(data["reason"]) if "reason" in data else None,
        is_handed_over=data.get("handed_over", False),
        payee_check=PayeeCheck(data["payee_check"]) if "payee_check" in data else None,
    )


def suspended_document(deposit: Suspended) -> dict[str, Any]:
    """Render a deposit in suspense; `open` marks it while somebody must do something."""
    optional = {
        "reference": deposit.reference,
        "score": deposit.score,
        "account_id": deposit.account_id,
        "handed_over": deposit.is_handed_over or None,
        "open": shard_of(deposit.deposit_id) if deposit.is_open or deposit.awaits_us else None,
    }
    return {
        "amount_cents": deposit.amount_cents,
        "received_at": rfc3339(deposit.received_at),
        "reason": deposit.reason.value,
        "status": deposit.status.value,
        "updated_at": rfc3339(deposit.updated_at),
        **{name: value for name, value in optional.items() if value is not None},
    }


def suspended_of(path: str, data: Data) -> Suspended:
    """Read the document of a deposit in suspense."""
    return Suspended(
        deposit_id=path.partition("/")[2],
        amount_cents=Cents(data["amount_cents"]),
        received_at=instant_of(data["received_at"]),
        reason=SuspenseReason(data["reason"]),
        status=SuspenseStatus(data["status"]),
        updated_at=instant_of(data["updated_at"]),
        reference=data.get("reference"),
        score=data.get("score"),
        account_id=AccountId(data["account_id"]) if "account_id" in data else None,
        is_handed_over=data.get("handed_over", False),
    )


def journal_document(journal: Journal) -> dict[str, Any]:
    """Render a journal; `correspondent` with `created_at` is indexed."""
    moved: dict[str, Any] = (
        {"amount_cents": journal.amount_cents}
        if journal.journal_type is JournalType.CASH
        else {"asset_id": journal.asset_id, "symbol": journal.symbol, "qty": journal.qty}
    )
    return {
        "correspondent": journal.correspondent,
        "entry_type": journal.journal_type.value,
        "from_account": journal.from_account,
        "to_account": journal.to_account,
        "status": journal.status.value,
        "created_at": rfc3339(journal.created_at),
        "updated_at": rfc3339(journal.updated_at),
        "fingerprint": journal.fingerprint,
        **moved,
    }


def journal_of(path: str, data: Data) -> Journal:
    """Read a journal's document."""
    return Journal(
        journal_id=path.partition("/")[2],
        correspondent=data["correspondent"],
        journal_type=JournalType(data["entry_type"]),
        from_account=AccountId(data["from_account"]),
        to_account=AccountId(data["to_account"]),
        status=JournalStatus(data["status"]),
        created_at=instant_of(data["created_at"]),
        updated_at=instant_of(data["updated_at"]),
        fingerprint=data["fingerprint"],
        amount_cents=Cents(data.get("amount_cents", 0)),
        asset_id=AssetId(data.get("asset_id", "")),
        symbol=data.get("symbol", ""),
        qty=NanoQty(data.get("qty", 0)),
    )
