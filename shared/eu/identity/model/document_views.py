"""Documents as partners see them: in the account they are the holder's, in the list the account's.

Whatever was sent with or for an application is an `account_application` in the words of that list;
a W-8BEN has a word of its own.
"""

from typing import Any

from shared.core.clock import rfc3339
from shared.eu.identity.model.holder import Upload
from shared.eu.identity.model.owner_document import W8BEN
from shared.eu.vault.model.pii import Pii
from shared.eu.vault.model.registry import entry

APPLICATION_TYPE = "account_application"
W8_TYPE = "tax_w8"
READER = "partner"


def owner_document_view(upload: Upload, sub_type: Pii[str] | None) -> dict[str, Any]:
    """Render a document in its account's `documents` block."""
    return {
        "id": upload.document_id,
        "document_type": upload.document_type,
        "document_sub_type": sub_type.reveal() if sub_type else None,
        "mime_type": upload.mime_type,
        "created_at": rfc3339(upload.created_at),
    }


def account_document_view(upload: Upload) -> dict[str, Any]:
    """Render a document in the list of its account's documents."""
    return {
        "id": upload.document_id,
        "name": upload.document_type,
        "type": listed_type(upload),
        "sub_type": "",
        "date": upload.created_at.date().isoformat(),
        "document_type": upload.document_type,
        "mime_type": upload.mime_type,
    }


def listed_type(upload: Upload) -> str:
    """Return what a document is in the list of its account's documents."""
    return W8_TYPE if upload.document_type == W8BEN else APPLICATION_TYPE


def may_download(upload: Upload) -> bool:
    """Tell whether a partner may read the content: no image of an identity card (domain A5)."""
    return entry(f"documents.content.{upload.document_type}").readers.get(READER) == "clear"
