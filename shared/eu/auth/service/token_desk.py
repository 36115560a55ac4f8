"""Issue access tokens to proven clients."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.errors import Refusal
from shared.eu.auth.model.access_token import TTL_S, claims_of
from shared.eu.auth.model.client import Client
from shared.eu.auth.model.token_request import TokenRequest
from shared.eu.auth.service.client_authenticator import ClientAuthenticator
from shared.eu.auth.service.token_signer import TokenSigner

TOKEN_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token, how long it is good, and for what."""

    text: str
    expires_in_s: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """The token endpoint's service; `charge` counts a request to a correspondent (D13)."""

    clients: ClientAuthenticator
    signer: TokenSigner
    clock: Clock
    entropy: Entropy
    charge: Callable[[str], None]

    def issue(self, request: TokenRequest) -> IssuedToken:
        """Return a new token.

        Raises Refusal: invalid_client, invalid_scope, jti_known, rate_limited; StoreError,
        KeyRefused.
        """
        client = self.clients.prove(request.proof)
        self.charge(client.correspondent)
        scopes = _granted(client, request.scopes)
        now_s = epoch_ms(self.clock.now()) // 1000
        claims = claims_of(client, scopes, now_s, self.entropy.token_hex(TOKEN_ID_BYTES))
        return IssuedToken(self.signer.sign(claims), TTL_S, scopes)


def _granted(client: Client, asked: frozenset[str] | None) -> frozenset[str]:
    if asked is None:
        return client.scopes
    if not asked or not asked <= client.scopes:
        raise Refusal("invalid_scope")
    return asked
