"""Who may open a stream: credentials, the rate limit, rights, and how many are open already."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.core.routes import Scope
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.auth.model.presented import KeyPair, presented
from shared.eu.auth.service import Authenticator
from shared.eu.relay.model.slots import Slots
from shared.gcp.rate_limit import Allowance, RateLimiter

CREDENTIALS = ("Authorization", "APCA-API-KEY-ID", "APCA-API-SECRET-KEY")


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who opens a stream, and by which key."""

    principal: Principal
    key: str
    headers: Mapping[str, str]
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Admission:
    """Proves callers; the methods block, for credentials are documents."""

    authenticator: Authenticator
    limiter: RateLimiter
    access: AccountAccess
    slots: Slots

    def prove(self, headers: Mapping[str, str]) -> Admitted:
        """Return who asks, and count that it did.

        Raises Refusal: unauthorized, rate_limited for keys that failed too often; Unavailable.
        """
        principal = self.authenticator.authenticate(headers)
        allowance = self.limiter.take(principal.correspondent)
        return Admitted(principal, _key(headers, principal), headers, allowance)

    def check(self, admitted: Admitted, scope: Scope) -> None:
        """Let pass who asks not too often, by credentials that are good for the scope.

        Raises Refusal: rate_limited, insufficient_scope, forbidden.
        """
        if not admitted.allowance.admitted:
            raise Refusal("rate_limited")
        if "read" not in admitted.principal.scopes:
            raise Refusal("insufficient_scope")
        if scope == "partner" and admitted.principal.account_id is not None:
            raise Refusal("forbidden")

    def check_account(self, principal: Principal, account_id: str) -> None:
        """Let only the partner's own account pass.

        Raises Refusal `not_found`, Unavailable.
        """
        self.access.own_account(principal, account_id)

    def is_revoked(self, admitted: Admitted) -> bool:
        """Say whether credentials that were good are so no more.

        Raises Unavailable.
        """
        return self.authenticator.still_proven(admitted.headers) != admitted.principal


def _key(headers: Mapping[str, str], principal: Principal) -> str:
    found = presented(headers)
    return found.api_key if isinstance(found, KeyPair) else f"tokens of {principal.correspondent}"
