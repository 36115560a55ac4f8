"""What proves a partner, as documents: a key, a key for one account, an OAuth2 client (D13)."""

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from shared.core.documents import Create, create
from shared.eu.auth.model.client import Client, PublicKey
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import (
    client_document,
    client_path,
    credential_document,
    credential_path,
)

if TYPE_CHECKING:
    from emulators.seed import Partner

CLIENT_KEY_ID = "sandbox"


def credentials(partner: "Partner") -> list[Create]:
    """Return everything that proves a partner."""
    own, bound = partner.correspondent, partner.account_key
    narrow = Credential(own, hash_secret(bound.api_secret), bound.account_id)
    public_keys = {CLIENT_KEY_ID: PublicKey("ES256", _public_pem(partner.client_key))}
    client = Client(partner.client_id, own, hash_secret(partner.client_secret), public_keys)
    return [
        whole_key(partner),
        create(known(credential_path(bound.api_key)), credential_document(narrow)),
        create(known(client_path(client.client_id)), client_document(client)),
    ]


def whole_key(partner: "Partner") -> Create:
    """Return the partner's key for all its accounts."""
    whole = Credential(partner.correspondent, hash_secret(partner.api_secret))
    return create(known(credential_path(partner.api_key)), credential_document(whole))


def known(path: str | None) -> str:
    """Return a path that is one.

    Raises ValueError for a key or an id of another form.
    """
    if path is None:
        raise ValueError("a key or client id has another form")
    return path


def _public_pem(private_pem: str) -> str:
    public = load_pem_private_key(private_pem.encode(), None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
