"""One encrypted field: AES-256-GCM under a person's key, bound to its place (R-601, R-602)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.core.errors import TwoLedgerError

TENANT = "eu"
RECORD_VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
_SEPARATOR = "|"

Record = Mapping[str, Any]


class Undecipherable(TwoLedgerError):
    """Say that a record was changed, moved, or encrypted under another key."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data encryption key in clear; it exists in memory alone."""

    dek_id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field belongs; a record that is moved elsewhere cannot be decrypted."""

    subject_id: str
    collection: str
    field_path: str
    schema_version: int = RECORD_VERSION

    @property
    def aad(self) -> bytes:
        """Return the additional authenticated data of R-602.

        Raises ValueError where a part would make two places look the same.
        """
        parts = (TENANT, self.subject_id, self.collection, self.field_path)
        if any(_SEPARATOR in part or not part for part in parts):
            raise ValueError("a part of a place is empty or has a separator")
        return _SEPARATOR.join((*parts, str(self.schema_version))).encode()


def seal(key: DataKey, place: Place, plaintext: bytes, nonce: bytes) -> dict[str, Any]:
    """Encrypt a field into its record; `nonce` is 12 random bytes that are used once."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    return {
        "v": place.schema_version,
        "dek_id": key.dek_id,
        "nonce": _text(nonce),
        "ct": _text(AESGCM(key.secret).encrypt(nonce, plaintext, place.aad)),
    }


def unseal(key: DataKey, place: Place, record: Record) -> bytes:
    """Decrypt a record that `seal` made; `ct` ends with the tag.

    Raises Undecipherable.
    """
    if record["dek_id"] != key.dek_id or record["v"] != place.schema_version:
        raise Undecipherable
    try:
        nonce, sealed = _bytes(record["nonce"]), _bytes(record["ct"])
        return AESGCM(key.secret).decrypt(nonce, sealed, place.aad)
    except (InvalidTag, ValueError):
        raise Undecipherable from None


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("not written by this module")
    return data
