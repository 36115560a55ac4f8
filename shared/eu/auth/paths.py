"""Where credentials, clients and token keys lie, and how they are written."""

import re
from collections.abc import Mapping
from typing import Any

from shared.core.documents import Data
from shared.eu.auth.model.client import Client, PublicKey
from shared.eu.auth.model.credential import Credential
from shared.eu.auth.model.published_keys import PublishedKey

_KEY_FORM = re.compile(r"[A-Z0-9]{16,32}")
_CLIENT_ID_FORM = re.compile(r"[A-Z0-9]{20,32}")

TOKEN_KEYS_PATH = "token_keys/published"  # noqa: S105  # public keys


def credential_path(api_key: str) -> str | None:
    """Return the path of a key's credential; None for a text that cannot be a key."""
    return f"credentials/{api_key}" if _KEY_FORM.fullmatch(api_key) else None


def client_path(client_id: str) -> str | None:
    """Return the path of an OAuth2 client; None for a text that cannot be its id."""
    return f"oauth_clients/{client_id}" if _CLIENT_ID_FORM.fullmatch(client_id) else None


def live_assertions_path(client_id: str) -> str:
    """Return where the assertions of a client are remembered until they are over."""
    return f"oauth_assertions/{client_id}"


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


def client_document(client: Client) -> dict[str, Any]:
    """Render a client as a document; its id is in the path."""
    return {
        "correspondent": client.correspondent,
        "secret_sha256": client.secret_sha256,
        "public_keys": {
            key_id: {"algorithm": key.algorithm, "pem": key.pem}
            for key_id, key in client.public_keys.items()
        },
        "scopes": sorted(client.scopes),
    }


def client_of(client_id: str, data: Data) -> Client:
    """Read a client's document."""
    return Client(
        client_id=client_id,
        correspondent=data["correspondent"],
        secret_sha256=data["secret_sha256"],
        public_keys={
            key_id: PublicKey(key["algorithm"], key["pem"])
            for key_id, key in data["public_keys"].items()
        },
        scopes=frozenset(data["scopes"]),
    )


def token_keys_document(keys: Mapping[str, PublishedKey]) -> dict[str, Any]:
    """Render the published keys, by key id, as one document."""
    return {
        "keys": {
            key_id: {"pem": key.pem, "published_at": key.published_at}
            for key_id, key in keys.items()
        }
    }


def token_keys_of(data: Data | None) -> dict[str, PublishedKey]:
    """Read the published keys; there are none before the first token."""
    listed = data["keys"] if data is not None else {}
    return {kid: PublishedKey(key["pem"], key["published_at"]) for kid, key in listed.items()}
