"""Build the token endpoint's services from settings; once an instance, when first needed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from shared.core.cached_reader import CachedReader
from shared.core.errors import Refusal
from shared.eu.auth.model.access_token import ISSUER
from shared.eu.auth.service.authenticator import CACHE_TTL_MS
from shared.eu.auth.service.client_authenticator import ClientAuthenticator
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.login_guard import LoginGuard
from shared.eu.auth.service.token_desk import TokenDesk
from shared.eu.auth.service.token_signer import TokenSigner
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.rate_limit import RateLimiter, process_limiter
from shared.gcp.settings import Settings, settings

SERVICE_ACCOUNT = "fn-auth"
TOKEN_PATH = "/v1/oauth2/token"  # noqa: S105  # a path


@dataclass(frozen=True, slots=True)
class AuthServices:
    """What the auth function serves with."""

    desk: TokenDesk
    signer: TokenSigner


@cache
def auth() -> AuthServices:
    """Build the services of the auth function."""
    configured, clock = settings(), SystemClock()
    documents = FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )
    keys = KmsKeys.of(configured, SERVICE_ACCOUNT)
    signer = TokenSigner(keys, configured.token_key, KeyDirectory(documents, clock), clock)
    reader = CachedReader(documents, clock, CACHE_TTL_MS)
    clients = ClientAuthenticator(reader, clock, LoginGuard(clock), _audiences(configured))
    charge = _charger(process_limiter())
    return AuthServices(TokenDesk(clients, signer, clock, SystemEntropy(), charge), signer)


def _audiences(configured: Settings) -> frozenset[str]:
    """Return what a client assertion may name us by: our issuer, or the token endpoint's address.

    Client ids are drawn for each environment, so the issuer alone does not let an assertion for
    the sandbox pass in production.
    """
    endpoint = {configured.api_url.rstrip("/") + TOKEN_PATH} if configured.api_url else set()
    return frozenset({ISSUER} | endpoint)


def _charger(limiter: RateLimiter) -> Callable[[str], None]:
    def charge(correspondent: str) -> None:
        if not limiter.take(correspondent).admitted:
            raise Refusal("rate_limited")

    return charge
