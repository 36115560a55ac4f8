"""OAuth2 clients: how a partner's backend proves itself to the token endpoint (D13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from shared.core.http import SCOPES_ALL
from shared.eu.auth.model.credential import is_secret

Algorithm = Literal["ES256", "RS256"]
ALGORITHMS: frozenset[str] = frozenset(get_args(Algorithm))


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A registered key of a client; its algorithm is fixed here, never by what it has signed."""

    algorithm: Algorithm
    pem: str


@dataclass(frozen=True, slots=True)
class Client:
    """A client of one partner, never bound to an account: its tokens name no person's account.

    `secret_sha256` is None for a client that proves itself by assertions only; `public_keys` go by
    the key ids that its assertions name.
    """

    client_id: str
    correspondent: str
    secret_sha256: str | None
    public_keys: Mapping[str, PublicKey] = field(default_factory=dict)
    scopes: frozenset[str] = SCOPES_ALL

    def admits(self, secret: str) -> bool:
        """Say whether this is the client's secret."""
        return self.secret_sha256 is not None and is_secret(secret, self.secret_sha256)

    def public_key(self, key_id: str | None) -> PublicKey | None:
        """Return the key an assertion names; one that names none means the only one there is."""
        if key_id is not None:
            return self.public_keys.get(key_id)
        return next(iter(self.public_keys.values())) if len(self.public_keys) == 1 else None
