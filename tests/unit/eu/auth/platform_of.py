"""Authentication over the twins: one partner with a key, a bound key and clients, and a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.core.cached_reader import CachedReader
from shared.core.clock import epoch_ms
from shared.core.documents import create
from shared.eu.auth.model.access_token import ISSUER
from shared.eu.auth.model.client import Algorithm, Client, PublicKey
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.model.token_request import TokenRequest, read_token_request
from shared.eu.auth.paths import (
    client_document,
    client_path,
    credential_document,
    credential_path,
)
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.auth.service.client_authenticator import ClientAuthenticator
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.login_guard import LoginGuard
from shared.eu.auth.service.token_desk import TokenDesk
from shared.eu.auth.service.token_signer import TokenSigner
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.keys import MemoryKeys

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
KEY, SECRET = "CK0000000000000000AA", "a" * 64
BOUND_KEY, BOUND_SECRET = "AK0000000000000000AA", "b" * 64
CLIENT_ID, CLIENT_SECRET = "CL0000000000000000AA", "c" * 64
ASSERTING_ID = "CL0000000000000000BB"
ENDPOINT = "https://api.example.eu/v1/oauth2/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EC_KEY = ec.derive_private_key(7, ec.SECP256R1())
STRANGE_KEY = ec.derive_private_key(8, ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)


@dataclass(slots=True)
class Platform:
    """One auth function and one public function beside it, which share a database."""

    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    keys: MemoryKeys = field(default_factory=lambda: MemoryKeys("auth tests"))
    charged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        whole = Credential("ACME", hash_secret(SECRET))
        bound = Credential("ACME", hash_secret(BOUND_SECRET), "account-1")
        self._create(credential_path(KEY), credential_document(whole))
        self._create(credential_path(BOUND_KEY), credential_document(bound))
        self.add(Client(CLIENT_ID, "ACME", hash_secret(CLIENT_SECRET)))
        self.add(Client(ASSERTING_ID, "ACME", None, {"ec": public(EC_KEY, "ES256")}))

    def add(self, client: Client) -> None:
        """Register a client."""
        self._create(client_path(client.client_id), client_document(client))

    def _create(self, path: str | None, data: Mapping[str, Any]) -> None:
        assert path is not None
        self.documents.commit([create(path, data)])

    @property
    def now_s(self) -> int:
        return epoch_ms(self.clock.now()) // 1000

    def reader(self) -> CachedReader:
        return CachedReader(self.documents, self.clock, CACHE_TTL_MS)

    def authenticator(self) -> Authenticator:
        """Start a public function."""
        return Authenticator(self.reader())

    def signer(self, key: str = "tokens/1") -> TokenSigner:
        directory = KeyDirectory(self.documents, self.clock)
        return TokenSigner(self.keys, key, directory, self.clock)

    def clients(self) -> ClientAuthenticator:
        guard = LoginGuard(self.clock)
        return ClientAuthenticator(self.reader(), self.clock, guard, {ISSUER, ENDPOINT})

    def desk(self, key: str = "tokens/1") -> TokenDesk:
        """Start an auth function."""
        entropy = SeededEntropy("tokens")
        return TokenDesk(self.clients(), self.signer(key), self.clock, entropy, self.charged.append)

    def token(self, **form: str) -> str:
        """Fetch an access token with the client's secret."""
        return self.desk().issue(by_secret(**form)).text

    def assertion(self, key: Any = EC_KEY, algorithm: str = "ES256", **changes: Any) -> str:
        """Sign an assertion of the asserting client; None takes a claim or the key id away."""
        claims = {
            "iss": ASSERTING_ID,
            "sub": ASSERTING_ID,
            "aud": ENDPOINT,
            "iat": self.now_s,
            "exp": self.now_s + 60,
            "jti": "first",
        }
        key_id = changes.pop("kid", "ec")
        claims = {name: v for name, v in (claims | changes).items() if v is not None}
        return jwt.encode(claims, key, algorithm, {"kid": key_id} if key_id else None)


def public(key: Any, algorithm: Algorithm) -> PublicKey:
    """Return the public half of a key as a client registers it."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(algorithm, pem.decode())


def by_secret(**form: str) -> TokenRequest:
    """Return a token request with the client's secret."""
    given = {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    return read_token_request(given | form)


def by_assertion(assertion: str, **form: str) -> TokenRequest:
    """Return a token request with an assertion."""
    given = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }
    return read_token_request(given | form)
