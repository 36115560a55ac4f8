"""The token request of RFC 6749 §4.4 with a secret, or an assertion of RFC 7523, in the body."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.core.errors import Refusal

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECRET_LENGTH_MAX = 128
ASSERTION_LENGTH_MAX = 16_384


@dataclass(frozen=True, slots=True)
class SecretProof:
    """client_secret_post."""

    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AssertionProof:
    """private_key_jwt; the assertion itself names the client, `client_id` may repeat it."""

    client_id: str | None
    assertion: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Who asks, and for which scopes; None means all that the client has."""

    proof: SecretProof | AssertionProof
    scopes: frozenset[str] | None


def read_token_request(form: Mapping[str, str]) -> TokenRequest:
    """Read a form; an empty value counts as absent, an unknown one is ignored (RFC 6749 §3.1).

    Raises Refusal: invalid_request, unsupported_grant_type, invalid_client.
    """
    given = {name: value for name, value in form.items() if value}
    if "grant_type" not in given:
        raise Refusal("invalid_request")
    if given["grant_type"] != "client_credentials":
        raise Refusal("unsupported_grant_type")
    scopes = frozenset(given["scope"].split()) if "scope" in given else None
    return TokenRequest(_proof(given), scopes)


def _proof(given: Mapping[str, str]) -> SecretProof | AssertionProof:
    by_secret = "client_secret" in given
    by_assertion = "client_assertion" in given or "client_assertion_type" in given
    if by_secret and by_assertion:
        raise Refusal("invalid_request")
    if by_assertion:
        return _assertion_proof(given)
    if not by_secret or "client_id" not in given:
        raise Refusal("invalid_client")
    if len(given["client_secret"]) > SECRET_LENGTH_MAX:
        raise Refusal("invalid_client")
    return SecretProof(given["client_id"], given["client_secret"])


def _assertion_proof(given: Mapping[str, str]) -> AssertionProof:
    if given.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in given:
        raise Refusal("invalid_request")
    if len(given["client_assertion"]) > ASSERTION_LENGTH_MAX:
        raise Refusal("invalid_request")
    return AssertionProof(given.get("client_id"), given["client_assertion"])
