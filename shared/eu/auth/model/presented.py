"""What a caller presents in its headers: a key pair, or an access token (D13)."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

BASIC_LENGTH_MAX = 512
TOKEN_LENGTH_MAX = 4096


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An API key and its secret; never stored or shown."""

    api_key: str
    api_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A Bearer token as it came."""

    text: str = field(repr=False)


def presented(headers: Mapping[str, str]) -> KeyPair | AccessToken | None:
    """Read the credentials of a request; None where there are none or they have no known form.

    The APCA headers decide where both of them are there; `Authorization` is then not looked at.
    """
    key, secret = headers.get("APCA-API-KEY-ID"), headers.get("APCA-API-SECRET-KEY")
    if key and secret:
        return KeyPair(key, secret)
    scheme, _, text = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _key_pair(text)
    if scheme.lower() == "bearer" and 0 < len(text) <= TOKEN_LENGTH_MAX:
        return AccessToken(text)
    return None


def _key_pair(encoded: str) -> KeyPair | None:
    if len(encoded) > BASIC_LENGTH_MAX:
        return None
    try:
        decoded = binascii.a2b_base64(encoded, strict_mode=True).decode()
    except (binascii.Error, ValueError):
        return None
    name, colon, password = decoded.partition(":")
    return KeyPair(name, password) if colon else None
