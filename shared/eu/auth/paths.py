"""Where credentials lie: under the public half of the key pair."""

import re
from typing import Any

from shared.core.documents import Data
from shared.eu.auth.model import Credential

_KEY_FORM = re.compile(r"[A-Z0-9]{16,32}")


def credential_path(api_key: str) -> str | None:
    """Return the path of a key's credential; None for a text that cannot be a key."""
    return f"credentials/{api_key}" if _KEY_FORM.fullmatch(api_key) else None


def credential_document(credential: Credential) -> dict[str, Any]:
    """Render a credential as a document."""
    return {
        "correspondent": credential.correspondent,
        "secret_sha256": credential.secret_sha256,
        "account_id": credential.account_id,
    }


def credential_of(data: Data) -> Credential:
    """Read a credential's document."""
    return Credential(data["correspondent"], data["secret_sha256"], data["account_id"])
