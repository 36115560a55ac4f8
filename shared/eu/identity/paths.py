"""Where the identity service's documents lie, in database `vault`: no personal value in clear.

Of a bank there is a reference in the ledger: what other functions may know of it.
"""

from collections.abc import Mapping
from typing import Any

from shared.core.clock import instant_of, rfc3339
from shared.core.documents import Data
from shared.core.ids import AccountId, shard_of
from shared.eu.identity.model.bank import Bank, BankState, BankStatus
from shared.eu.identity.model.claim import Claim, ClaimState
from shared.eu.identity.model.holder import Holder, Upload
from shared.eu.vault.model.blind_index import IndexedField
from shared.eu.vault.model.field_cipher import Record
from shared.eu.vault.paths import records_of, subject_document

BANKS = "banks"
BANK_DETAILS = "bank_details"
INDEXES = "indexes"
HOLDERS = "holders"
UPLOADS = "uploads"
SIMULATED_PAYMENTS = "simulated_payments"
PAYERS = "payers"
BANK_FILES = "bank_files"


def lookup_of(correspondent: str, field: IndexedField, index: str) -> str:
    """Return what one value of a field is looked up by, within a correspondent's clients."""
    return f"{correspondent}:{field.value}:{index}"


def claim_path(lookup: str) -> str:
    """Return the path of an e-mail address's claim: there is one for an address."""
    return f"{INDEXES}/{lookup}"


def index_path(lookup: str, account_id: AccountId) -> str:
    """Return the path of an index row of a value that several accounts may share."""
    return f"{INDEXES}/{lookup}:{account_id}"


def holder_path(account_id: AccountId) -> str:
    """Return the path of an account's holder."""
    return f"{HOLDERS}/{account_id}"


def upload_path(document_id: str) -> str:
    """Return the path of a document's description."""
    return f"{UPLOADS}/{document_id}"


def bank_path(bank_id: str) -> str:
    """Return the path of the reference to a bank, in the ledger."""
    return f"{BANKS}/{bank_id}"


def bank_details_path(bank_id: str) -> str:
    """Return the path of what is kept of a bank."""
    return f"{BANK_DETAILS}/{bank_id}"


def simulated_payment_path(payment_id: str) -> str:
    """Return the path of what the sandbox's bank knows of a payment."""
    return f"{SIMULATED_PAYMENTS}/{payment_id}"


def payer_path(deposit_id: str) -> str:
    """Return the path of what is kept of a deposit's payer."""
    return f"{PAYERS}/{deposit_id}"


def bank_file_path(digest: str) -> str:
    """Return the path of the note that a bank file was taken, by its SHA-256."""
    return f"{BANK_FILES}/{digest}"


def payer_document(subject_id: str, records: Mapping[str, Record]) -> dict[str, Any]:
    """Render what is kept of a payer."""
    return {"subject_id": subject_id, **subject_document(records)}


def payer_of(data: Data) -> tuple[str, Mapping[str, Record]]:
    """Read a payer: the subject whose key it is under, and the encrypted values."""
    return data["subject_id"], records_of(data)


def index_document(lookup: str, account_id: AccountId) -> dict[str, Any]:
    """Render an index row; `lookup` is indexed."""
    return {"lookup": lookup, "account_id": account_id}


def claim_document(claim: Claim) -> dict[str, Any]:
    """Render a claim; `pending` marks it for the sweeper, a confirmed one keeps the link alone."""
    confirmed = {
        "correspondent": claim.correspondent,
        "state": claim.state.value,
        "account_id": claim.account_id,
        "subject_id": claim.subject_id,
        "trusted_contact_id": claim.trusted_contact_id,
        "since": rfc3339(claim.since),
    }
    if claim.state is ClaimState.CONFIRMED:
        return confirmed
    pending = {"fingerprint": claim.fingerprint, "pending": shard_of(claim.account_id)}
    return confirmed | pending


def claim_of(data: Data) -> Claim:
    """Read a claim."""
    return Claim(
        correspondent=data["correspondent"],
        state=ClaimState(data["state"]),
        account_id=AccountId(data["account_id"]),
        subject_id=data["subject_id"],
        trusted_contact_id=data["trusted_contact_id"],
        fingerprint=data.get("fingerprint", ""),
        since=instant_of(data["since"]),
    )


def holder_document(holder: Holder) -> dict[str, Any]:
    """Render a holder; `unannounced` marks it for the sweeper."""
    mark = {} if holder.announced else {"unannounced": shard_of(holder.account_id)}
    return {
        "correspondent": holder.correspondent,
        "subject_id": holder.subject_id,
        "trusted_contact_id": holder.trusted_contact_id,
        "notice_version": holder.notice_version,
        "index_ids": list(holder.index_ids),
        "created_at": rfc3339(holder.created_at),
        **mark,
    }


def holder_of(path: str, data: Data) -> Holder:
    """Read a holder."""
    return Holder(
        account_id=AccountId(path.partition("/")[2]),
        correspondent=data["correspondent"],
        subject_id=data["subject_id"],
        trusted_contact_id=data["trusted_contact_id"],
        notice_version=data["notice_version"],
        index_ids=tuple(data["index_ids"]),
        created_at=instant_of(data["created_at"]),
        announced="unannounced" not in data,
    )


def upload_document(upload: Upload) -> dict[str, Any]:
    """Render a document's description; `account_id` is indexed."""
    return {
        "account_id": upload.account_id,
        "subject_id": upload.subject_id,
        "document_type": upload.document_type,
        "mime_type": upload.mime_type,
        "object_name": upload.object_name,
        "created_at": rfc3339(upload.created_at),
        "sub_type": dict(upload.sub_type) if upload.sub_type is not None else None,
    }


def upload_of(path: str, data: Data) -> Upload:
    """Read a document's description."""
    return Upload(
        document_id=path.partition("/")[2],
        account_id=AccountId(data["account_id"]),
        subject_id=data["subject_id"],
        document_type=data["document_type"],
        mime_type=data["mime_type"],
        object_name=data["object_name"],
        created_at=instant_of(data["created_at"]),
        sub_type=data["sub_type"],
    )


def bank_document(bank: Bank) -> dict[str, Any]:
    """Render the reference to a bank."""
    return {
        "account_id": bank.account_id,
        "status": BankStatus.APPROVED.value,
        "created_at": rfc3339(bank.created_at),
    }


def bank_details_document(bank: Bank) -> dict[str, Any]:
    """Render what is kept of a bank; `pending` marks it for the sweeper."""
    kept = bank.state is BankState.KEPT
    return {
        "account_id": bank.account_id,
        "subject_id": bank.subject_id,
        "index_id": bank.index_id,
        "state": bank.state.value,
        "since": rfc3339(bank.since),
        "created_at": rfc3339(bank.created_at),
        **subject_document(bank.records),
        **({} if kept else {"pending": shard_of(bank.bank_id)}),
    }


def bank_details_of(path: str, data: Data) -> Bank:
    """Read what is kept of a bank."""
    return Bank(
        bank_id=path.partition("/")[2],
        account_id=AccountId(data["account_id"]),
        subject_id=data["subject_id"],
        index_id=data["index_id"],
        state=BankState(data["state"]),
        since=instant_of(data["since"]),
        created_at=instant_of(data["created_at"]),
        records=records_of(data),
    )
