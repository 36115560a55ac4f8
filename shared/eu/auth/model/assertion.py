"""The claims of a client assertion (RFC 7523 §3), and that each is used once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.core.errors import Refusal
from shared.eu.auth.model.access_token import SKEW_S, is_instant

TTL_S_MAX = 300
JTI_LENGTH_MAX = 128
LIVE_MAX = 512


@dataclass(frozen=True, slots=True)
class Assertion:
    """A genuine assertion: which one it is, and until when it must be remembered."""

    digest: str
    forget_at_s: int


def read_assertion(
    claims: Mapping[str, Any], client_id: str, audiences: Collection[str], now_s: int
) -> Assertion:
    """Check the claims of an assertion whose signature holds.

    Raises Refusal `invalid_client`.
    """
    issued, begins, expires = claims.get("iat"), claims.get("nbf", 0), claims.get("exp")
    jti = claims.get("jti")
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise Refusal("invalid_client")
    if not _is_for(claims.get("aud"), audiences):
        raise Refusal("invalid_client")
    if not is_instant(issued) or not is_instant(expires) or not is_instant(begins):
        raise Refusal("invalid_client")
    if not max(issued, begins) - SKEW_S <= now_s < expires + SKEW_S or expires - issued > TTL_S_MAX:
        raise Refusal("invalid_client")
    if not isinstance(jti, str) or not 0 < len(jti) <= JTI_LENGTH_MAX:
        raise Refusal("invalid_client")
    return Assertion(sha256(jti.encode(errors="surrogatepass")).hexdigest(), expires + SKEW_S)


def remember(live: Mapping[str, int], assertion: Assertion, now_s: int) -> dict[str, int]:
    """Return a client's live assertions with this one, and without those that are over.

    Raises Refusal: jti_known, or rate_limited where too many are live.
    """
    kept = {digest: end_s for digest, end_s in live.items() if end_s > now_s}
    if assertion.digest in kept:
        raise Refusal("jti_known")
    if len(kept) >= LIVE_MAX:
        raise Refusal("rate_limited")
    return kept | {assertion.digest: assertion.forget_at_s}


def _is_for(audience: Any, accepted: Collection[str]) -> bool:
    """One audience alone: what is also for others could have been taken from one of them."""
    alone = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return isinstance(alone, str) and alone in accepted
