"""Authenticate partners through a cache of five seconds: so long a revoked key may still work."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.cached_reader import CachedReader
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.auth.model import presented
from shared.eu.auth.paths import credential_of, credential_path

CACHE_TTL_MS = 5_000


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Tells who a request comes from."""

    reader: CachedReader

    def authenticate(self, headers: Mapping[str, str]) -> Principal:
        """Return the partner that the headers prove.

        Raises Refusal `unauthorized` for missing, malformed and wrong credentials alike.
        """
        pair = presented(headers)
        path = credential_path(pair.api_key) if pair else None
        if pair is None or path is None:
            raise Refusal("unauthorized")
        data = self.reader.get(path).data
        credential = credential_of(data) if data else None
        if credential is None or not credential.admits(pair.api_secret):
            raise Refusal("unauthorized")
        return Principal(credential.correspondent, credential.account_id)
