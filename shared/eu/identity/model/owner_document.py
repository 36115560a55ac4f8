"""Documents that a partner sends for the holder of an account: proofs, forms, letters."""

import base64
import binascii
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.core.errors import Refusal
from shared.eu.identity.model.field_readers import choice, text
from shared.eu.identity.model.person import Block, read_block
from shared.eu.vault.model.pii import Pii

DOCUMENTS_MAX = 10
CONTENT_BYTES_MAX = 10 * 1024 * 1024
JSON_TYPE = "application/json"
W8BEN = "w8ben"
TYPES = (
    "identity_verification",
    "address_verification",
    "date_of_birth_verification",
    "tax_id_verification",
    "account_approval_letter",
    "limited_trading_authorization",
    W8BEN,
    "cip_result",
    "other",
)


def _content(value: Any, path: str) -> bytes:
    if not isinstance(value, str):
        raise Refusal("invalid_field", path)
    if len(value) > CONTENT_BYTES_MAX * 4 // 3 + 4:
        raise Refusal("body_too_large", path)
    try:
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("invalid_field", path) from None
    if not content:
        raise Refusal("invalid_field", path)
    return content


def _form(value: Any, path: str) -> bytes:
    if not isinstance(value, dict) or not value:
        raise Refusal("invalid_field", path)
    return json.dumps(value, default=_number, separators=(",", ":")).encode()


def _number(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


OWNER_DOCUMENT = Block(
    "documents",
    {
        "document_type": choice(*TYPES),
        "document_sub_type": text(64),
        "mime_type": choice("application/pdf", "image/png", "image/jpeg", JSON_TYPE),
        "content": _content,
        "content_data": _form,
    },
    ("document_type",),
)


@dataclass(frozen=True, slots=True)
class OwnerDocument:
    """One document in clear, hidden."""

    document_type: str
    mime_type: str
    sub_type: Pii[str] | None
    content: Pii[bytes]


def read_documents(body: Any) -> list[OwnerDocument]:
    """Read one to ten documents.

    Raises Refusal.
    """
    if not isinstance(body, list) or not 0 < len(body) <= DOCUMENTS_MAX:
        raise Refusal("invalid_field", "documents")
    return [_document(item) for item in body]


def _document(body: Any) -> OwnerDocument:
    values = read_block(OWNER_DOCUMENT, body, required=True)
    document_type: str = values["documents.document_type"].reveal()
    content, form = values.get("documents.content"), values.get("documents.content_data")
    if content is None and (form is None or document_type != W8BEN):
        raise Refusal("missing_field", "documents.content")
    if content is not None and form is not None:
        raise Refusal("invalid_field", "documents.content_data")
    mime_type = values.get("documents.mime_type", Pii(JSON_TYPE) if form else None)
    if mime_type is None:
        raise Refusal("missing_field", "documents.mime_type")
    if mime_type.reveal() == JSON_TYPE and document_type != W8BEN:
        raise Refusal("invalid_field", "documents.mime_type")
    return OwnerDocument(
        document_type=document_type,
        mime_type=mime_type.reveal(),
        sub_type=values.get("documents.document_sub_type"),
        content=content or form or Pii(b""),
    )
