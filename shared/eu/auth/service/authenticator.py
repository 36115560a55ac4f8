"""Tell who a request comes from, by key pair or access token (D13).

Keys are read through a cache of five seconds: so long a revoked key may still work.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.cached_reader import CachedReader
from shared.core.documents import Data
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.auth.model.credential import Credential
from shared.eu.auth.model.presented import AccessToken, KeyPair, presented
from shared.eu.auth.paths import credential_of, credential_path
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.login_guard import LoginGuard
from shared.eu.auth.service.token_verifier import TokenVerifier

CACHE_TTL_MS = 5_000
KNOWN_MAX = 4096


@dataclass(frozen=True, slots=True)
class _Known:
    """A credential as it was read from `data`, and whom it proves."""

    data: Data
    credential: Credential
    principal: Principal


class Authenticator:
    """Proves callers against the credentials that `reader` finds; one a process."""

    def __init__(self, reader: CachedReader) -> None:
        self._reader = reader
        self._known: dict[str, _Known] = {}
        self._guard = LoginGuard(reader.clock)
        self._tokens = TokenVerifier(KeyDirectory(reader.documents, reader.clock), reader.clock)

    def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """Return the partner that the headers prove.

        Raises Refusal `unauthorized` for missing, malformed and wrong credentials alike, and
        `rate_limited` where a key has failed too often; Unavailable.
        """
        found = presented(headers)
        if found is None:
            raise Refusal("unauthorized")
        if isinstance(found, AccessToken):
            return self._tokens.verify(found.text)
        return self.prove(found)

    def prove(self, pair: KeyPair) -> Principal:
        """Return the partner that a key pair proves; streams get it in their first message.

        Raises Refusal: unauthorized, rate_limited; Unavailable.
        """
        path = credential_path(pair.api_key)
        if path is None:
            raise Refusal("unauthorized")
        self._guard.check(pair.api_key)
        principal = self._principal(path, pair)
        if principal is None:
            self._guard.failed(pair.api_key)
            raise Refusal("unauthorized")
        self._guard.succeeded(pair.api_key)
        return principal

    def still_proven(self, headers: Mapping[str, str]) -> Principal | None:
        """Return the partner that headers prove which have proven one before; None for none now.

        Nobody guesses here, so failures, this caller's and others', are neither counted nor asked.

        Raises Unavailable.
        """
        found = presented(headers)
        if isinstance(found, KeyPair):
            path = credential_path(found.api_key)
            return self._principal(path, found) if path else None
        try:
            return self._tokens.verify(found.text) if found else None
        except Refusal:
            return None

    def _principal(self, path: str, pair: KeyPair) -> Principal | None:
        data = self._reader.get(path).data
        known = self._read(pair.api_key, data) if data else None
        admits = known is not None and known.credential.admits(pair.api_secret)
        return known.principal if known and admits else None

    def _read(self, api_key: str, data: Data) -> _Known:
        """Read a document once for as long as the reader hands out the same one."""
        known = self._known.get(api_key)
        if known is None or known.data is not data:
            credential = credential_of(data)
            principal = Principal(credential.correspondent, credential.account_id)
            known = _Known(data, credential, principal)
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self._known[api_key] = known
        return known
