"""Prove OAuth2 clients by secret or by a signed assertion that was never used before (RFC 7523)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import jwt

from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock, epoch_ms
from shared.core.documents import save
from shared.core.errors import Conflict, Refusal
from shared.eu.auth.model.assertion import Assertion, read_assertion, remember
from shared.eu.auth.model.client import Client
from shared.eu.auth.model.token_request import AssertionProof, SecretProof
from shared.eu.auth.paths import client_of, client_path, live_assertions_path
from shared.eu.auth.service.login_guard import LoginGuard

ATTEMPTS_MAX = 4
_UNVERIFIED: Any = {"verify_signature": False}
# The claims are checked by our own model and clock; the library checks the signature.
_SIGNATURE_ONLY: Any = {
    f"verify_{claim}": False for claim in ("aud", "exp", "iat", "iss", "jti", "nbf", "sub")
} | {"enforce_minimum_key_length": True}


@dataclass(frozen=True, slots=True)
class ClientAuthenticator:
    """Tells which client asks for a token; `audiences` are the names this server goes by."""

    reader: CachedReader
    clock: Clock
    guard: LoginGuard
    audiences: Collection[str]

    def prove(self, proof: SecretProof | AssertionProof) -> Client:
        """Return the client that a proof belongs to.

        Raises Refusal: invalid_client, jti_known, rate_limited; StoreError.
        """
        if isinstance(proof, SecretProof):
            return self._prove_by_secret(proof)
        return self._prove_by_assertion(proof)

    def _prove_by_secret(self, proof: SecretProof) -> Client:
        client = self._client(proof.client_id)
        if client is None or not client.admits(proof.secret):
            self.guard.failed(proof.client_id)
            raise Refusal("invalid_client")
        self.guard.succeeded(proof.client_id)
        return client

    def _prove_by_assertion(self, proof: AssertionProof) -> Client:
        client_id = _subject(proof)
        client = self._client(client_id)
        claims = _claims(client, proof.assertion) if client else None
        if client is None or claims is None:
            self.guard.failed(client_id)
            raise Refusal("invalid_client")
        now_s = epoch_ms(self.clock.now()) // 1000
        assertion = read_assertion(claims, client_id, self.audiences, now_s)
        self._use_up(client_id, assertion, now_s)
        self.guard.succeeded(client_id)
        return client

    def _client(self, client_id: str) -> Client | None:
        path = client_path(client_id)
        if path is None:
            raise Refusal("invalid_client")
        self.guard.check(client_id)
        data = self.reader.get(path).data
        return client_of(client_id, data) if data else None

    def _use_up(self, client_id: str, assertion: Assertion, now_s: int) -> None:
        """Note in one document of the client that an assertion was used, before anything else."""
        for _ in range(ATTEMPTS_MAX):
            (seen,) = self.reader.documents.get([live_assertions_path(client_id)])
            live = remember(seen.data["live"] if seen.data else {}, assertion, now_s)
            try:
                self.reader.documents.commit([save(seen, {"live": live})])
                return
            except Conflict:
                continue
        raise Conflict("live assertions")


def _subject(proof: AssertionProof) -> str:
    """Return whom an assertion claims to come from, which its signature has yet to show."""
    try:
        subject = jwt.decode(proof.assertion, options=_UNVERIFIED).get("sub")
    except jwt.PyJWTError:
        raise Refusal("invalid_client") from None
    if not isinstance(subject, str) or proof.client_id not in (None, subject):
        raise Refusal("invalid_client")
    return subject


def _claims(client: Client, assertion: str) -> dict[str, Any] | None:
    """Return the claims that one of the client's registered keys has signed."""
    try:
        key_id = jwt.get_unverified_header(assertion).get("kid")
        key = client.public_key(key_id)
        if key is None:
            return None
        return jwt.decode(assertion, key.pem, [key.algorithm], _SIGNATURE_ONLY)
    except jwt.PyJWTError:
        return None
