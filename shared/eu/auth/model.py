"""Partner credentials (D13): a key pair, of which only the secret's SHA-256 is stored."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

HEADER_LENGTH_MAX = 512


@dataclass(frozen=True, slots=True)
class KeyPair:
    """What a caller presents; it is never stored or shown."""

    api_key: str
    api_secret: str

    def __repr__(self) -> str:
        return "KeyPair(…)"


@dataclass(frozen=True, slots=True)
class Credential:
    """A partner's key as it is stored; bound to one account or to all of the partner's."""

    correspondent: str
    secret_sha256: str
    account_id: str | None = None

    def admits(self, secret: str) -> bool:
        """Say whether this is the secret; takes the same time either way."""
        return hmac.compare_digest(hash_secret(secret), self.secret_sha256)


def hash_secret(secret: str) -> str:
    """Return the form a secret of 32 random bytes is stored in."""
    return sha256(secret.encode()).hexdigest()


def presented(headers: Mapping[str, str]) -> KeyPair | None:
    """Read the key pair from HTTP Basic or the APCA headers; None where there is none."""
    key, secret = headers.get("APCA-API-KEY-ID"), headers.get("APCA-API-SECRET-KEY")
    if key and secret:
        return KeyPair(key, secret)
    scheme, _, encoded = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or len(encoded) > HEADER_LENGTH_MAX:
        return None
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return KeyPair(name, password) if colon else None
