"""Ed25519 over the exact published bytes; the key lives in the process (D3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from shared.core.errors import Unacceptable


@dataclass(frozen=True, slots=True)
class Signer:
    """One side's signing key, under the name the other side knows it by."""

    key_id: str
    key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, key_id: str, seed: bytes) -> "Signer":
        """Build a signer from the 32 bytes that the key service unwrapped."""
        return cls(key_id, Ed25519PrivateKey.from_private_bytes(seed))

    def sign(self, data: bytes) -> str:
        """Return the signature of `data` in hexadecimal."""
        return self.key.sign(data).hex()

    def public_key_hex(self) -> str:
        """Return the public key that the other side is configured with."""
        return self.key.public_key().public_bytes_raw().hex()


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public keys of the other side, by name; two while a key is being changed."""

    keys: Mapping[str, Ed25519PublicKey]

    @classmethod
    def from_hex(cls, keys: Mapping[str, str]) -> "Verifier":
        """Build a verifier from public keys in hexadecimal."""
        loaded = {
            name: Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            for name, key in keys.items()
        }
        return cls(loaded)

    def verify(self, key_id: str, signature: str, data: bytes) -> None:
        """Raise Unacceptable unless `signature` is the other side's over `data`."""
        key = self.keys.get(key_id)
        if key is None:
            raise Unacceptable("unknown_key")
        try:
            key.verify(bytes.fromhex(signature), data)
        except (InvalidSignature, ValueError) as error:
            raise Unacceptable("wrong_signature") from error
