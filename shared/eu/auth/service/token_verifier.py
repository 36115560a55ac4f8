"""Verify access tokens offline: their signature once, their time and their key at every use."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from shared.core.clock import Clock, epoch_ms
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.auth.model.access_token import ALGORITHM, AUDIENCE, ISSUER, TYPE, Grant, grant_of
from shared.eu.auth.service.key_directory import KeyDirectory

VERIFIED_MAX = 1024
# Time is checked by our own clock, not by the library's.
_OPTIONS: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that was signed by the key that was then published as `pem`."""

    grant: Grant
    key_id: str
    pem: str
    principal: Principal


@dataclass(slots=True)
class TokenVerifier:
    """Remembers, by digest, the tokens whose signature it has verified."""

    directory: KeyDirectory
    clock: Clock
    _verified: dict[bytes, _Verified] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def verify(self, token: str) -> Principal:
        """Return whom a token speaks for.

        Raises Refusal `unauthorized`, Unavailable.
        """
        now_ms = epoch_ms(self.clock.now())
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is None or self.directory.pem(known.key_id, now_ms) != known.pem:
            known = self._verify(token, now_ms)
            self._remember(digest, known)
        if now_ms >= known.grant.expires_at_s * 1000:
            raise Refusal("unauthorized")
        return known.principal

    def _verify(self, token: str, now_ms: int) -> _Verified:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            pem = self.directory.pem(key_id, now_ms) if isinstance(key_id, str) else None
            if key_id is None or pem is None:
                raise Refusal("unauthorized")
            decoded = jwt.decode_complete(
                token, _key(pem), [ALGORITHM], _OPTIONS, audience=AUDIENCE, issuer=ISSUER
            )
        except jwt.PyJWTError:
            raise Refusal("unauthorized") from None
        grant = grant_of(decoded["payload"], now_ms // 1000)
        if grant is None or decoded["header"].get("typ") != TYPE:
            raise Refusal("unauthorized")
        principal = Principal(grant.correspondent, scopes=grant.scopes)
        return _Verified(grant, key_id, pem, principal)

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        with self._lock:
            if len(self._verified) >= VERIFIED_MAX:
                self._verified.clear()
            self._verified[digest] = verified


@lru_cache(maxsize=8)
def _key(pem: str) -> EllipticCurvePublicKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, EllipticCurvePublicKey):
        raise TypeError("a token key is on a curve")
    return key
