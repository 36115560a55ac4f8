"""GET /v1/oauth2/jwks: the same key set, beside the token endpoint."""

from shared.core.http import Operation
from shared.eu.auth.api import jwks_get
from shared.eu.auth.service.token_signer import TokenSigner


def operation(signer: TokenSigner) -> Operation:
    """Build the operation."""
    return jwks_get.operation(signer)
