"""Partner credentials as they are stored (D13): of a secret only its SHA-256."""

import hmac
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Credential:
    """A partner's API key; bound to one account, or to none and then good for all of them."""

    correspondent: str
    secret_sha256: str
    account_id: str | None = None

    def admits(self, secret: str) -> bool:
        """Say whether this is the secret; takes the same time either way."""
        return is_secret(secret, self.secret_sha256)


def hash_secret(secret: str) -> str:
    """Return the form a secret of 32 random bytes is stored in."""
    return sha256(secret.encode()).hexdigest()


def is_secret(secret: str, secret_sha256: str) -> bool:
    """Compare a secret with its stored form; takes the same time either way."""
    return hmac.compare_digest(hash_secret(secret), secret_sha256)
