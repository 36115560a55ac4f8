"""GET /.well-known/jwks.json: the keys that verify access tokens (RFC 7517)."""

from shared.core.http import Answer, Operation, Request
from shared.eu.auth.service.token_signer import TokenSigner, jwk_of


def operation(signer: TokenSigner) -> Operation:
    """Build the operation."""

    def get(_: Request) -> Answer:
        signer.publish()
        published = signer.directory.all()
        return Answer({"keys": [jwk_of(kid, published[kid].pem) for kid in sorted(published)]})

    return get
