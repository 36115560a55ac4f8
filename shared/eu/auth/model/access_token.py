"""The access token: a JWT of fifteen minutes that says which partner's client has it (D13).

It names no account and no person, and is verified offline: once issued it is good until it expires,
or until the key that has signed it is withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from shared.core.http import SCOPES_ALL
from shared.eu.auth.model.client import Client

ISSUER = "two-ledger"
AUDIENCE = "two-ledger-api"
ALGORITHM = "ES256"
TYPE = "at+jwt"
TTL_S = 900
# Clocks of two machines may differ by this much: a token may seem to come from the future, and an
# assertion may be that late. The end of an access token is exact.
SKEW_S = 30


@dataclass(frozen=True, slots=True)
class Grant:
    """What a valid access token gives, until `expires_at_s`, seconds since 1970."""

    correspondent: str
    scopes: frozenset[str]
    expires_at_s: int


def claims_of(client: Client, scopes: frozenset[str], now_s: int, token_id: str) -> dict[str, Any]:
    """Build the claims of a new token."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": client.client_id,
        "client_id": client.client_id,
        "correspondent": client.correspondent,
        "scope": " ".join(sorted(scopes)),
        "iat": now_s,
        "exp": now_s + TTL_S,
        "jti": token_id,
    }


def grant_of(claims: Mapping[str, Any], now_s: int) -> Grant | None:
    """Read the claims of a token whose signature, issuer and audience hold; None where it is over,
    not yet begun, or not of our making."""
    issued, expires = claims.get("iat"), claims.get("exp")
    correspondent, scope = claims.get("correspondent"), claims.get("scope")
    if not (isinstance(correspondent, str) and correspondent and isinstance(scope, str)):
        return None
    if not is_instant(issued) or not is_instant(expires):
        return None
    if not issued - SKEW_S <= now_s < expires or expires - issued > TTL_S:
        return None
    return Grant(correspondent, frozenset(scope.split()) & SCOPES_ALL, expires)


def is_instant(value: object) -> TypeGuard[int]:
    """Say whether a claim is a whole number of seconds; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool)
