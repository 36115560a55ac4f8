"""Data keys wrapped by the key service: one for a person's values, one for class S (R-601)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VAULT_KEK = "vault-kek"
BLOCKED_KEK = "blocked-kek"  # this service may encrypt under it, never decrypt


class Purpose(StrEnum):
    """What a data key of a person is for; also a part of its wrap's authenticated data."""

    PERSONAL = "P"
    SENSITIVE = "S"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as it is stored: encrypted under the key `kek` of the key service."""

    dek_id: str
    kek: str
    ciphertext: bytes


def wrap_aad(subject_id: str, dek_id: str, purpose: Purpose) -> bytes:
    """Return what a wrap is bound to (R-602)."""
    return f"{subject_id}|{dek_id}|{purpose.value}".encode()


WrappedKeys = Mapping[Purpose, WrappedKey]
