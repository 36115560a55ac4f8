"""Sign access tokens by the key service, and publish the key that verifies them first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from jwt.utils import base64url_encode, der_to_raw_signature

from shared.core.canonical import canonical_json
from shared.core.clock import Clock, epoch_ms, rfc3339
from shared.core.documents import save
from shared.core.errors import Conflict
from shared.core.keys import Keys
from shared.eu.auth.model.access_token import ALGORITHM, TYPE
from shared.eu.auth.model.published_keys import PublishedKey, with_key
from shared.eu.auth.paths import TOKEN_KEYS_PATH, token_keys_document, token_keys_of
from shared.eu.auth.service.key_directory import KeyDirectory

ATTEMPTS_MAX = 4


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """Signs with one version of one key, `name/version`; a new version is a new setting.

    The key id in a token is `name-version`.
    """

    keys: Keys
    key: str
    directory: KeyDirectory
    clock: Clock

    @property
    def key_id(self) -> str:
        name, _, version = self.key.partition("/")
        return f"{name}-{version or 1}"

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed token that every function can verify by now.

        Raises KeyRefused, StoreError.
        """
        self.publish()
        header = {"alg": ALGORITHM, "kid": self.key_id, "typ": TYPE}
        parts = [base64url_encode(canonical_json(part)) for part in (header, dict(claims))]
        signed = b".".join(parts)
        signature = der_to_raw_signature(self.keys.sign(self.key, signed), SECP256R1())
        return b".".join((signed, base64url_encode(signature))).decode()

    def publish(self) -> None:
        """Make sure that the key is in the directory.

        Raises KeyRefused, StoreError.
        """
        if self.directory.pem(self.key_id, epoch_ms(self.clock.now())) is not None:
            return
        pem = self.keys.public_key(self.key).decode()
        key = PublishedKey(pem, rfc3339(self.clock.now()))
        for _ in range(ATTEMPTS_MAX):
            if self._add(key):
                return
        raise Conflict("token keys")

    def _add(self, key: PublishedKey) -> bool:
        """Write the directory; False where another writer came first."""
        documents = self.directory.documents
        (seen,) = documents.get([TOKEN_KEYS_PATH])
        published = token_keys_of(seen.data)
        if self.key_id in published:
            return True
        added = with_key(published, self.key_id, key)
        try:
            documents.commit([save(seen, token_keys_document(added))])
        except Conflict:
            return False
        self.directory.forget()
        return True


def jwk_of(key_id: str, pem: str) -> dict[str, Any]:
    """Return a published key as a JSON Web Key (RFC 7517)."""
    algorithm = jwt.get_algorithm_by_name(ALGORITHM)
    public = {**algorithm.to_jwk(algorithm.prepare_key(pem), as_dict=True)}
    return public | {"kid": key_id, "use": "sig", "alg": ALGORITHM}
