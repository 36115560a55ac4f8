"""POST /v1/oauth2/token: the client credentials grant of OAuth2 (RFC 6749 §4.4, D13)."""

from collections.abc import Mapping

from shared.core.http import Answer, Operation, Request
from shared.core.reasons import REASONS
from shared.eu.auth.model.token_request import read_token_request
from shared.eu.auth.service.token_desk import TokenDesk

# What other layers refuse with, in OAuth's words; other reasons are OAuth's names already.
_ERRORS: Mapping[str, str] = {
    "body_too_large": "invalid_request",
    "internal": "server_error",
    "malformed_body": "invalid_request",
    "rate_limited": "quota_exceeded",
    "unavailable": "temporarily_unavailable",
}


def operation(desk: TokenDesk) -> Operation:
    """Build the operation; its body is the form, already read."""

    def create(request: Request) -> Answer:
        issued = desk.issue(read_token_request(request.body))
        return Answer(
            {
                "access_token": issued.text,
                "token_type": "Bearer",
                "expires_in": issued.expires_in_s,
                "scope": " ".join(sorted(issued.scopes)),
            }
        )

    return create


def error_answer(reason: str, request_id: str, _: str | None = None) -> Answer:
    """Build the error body of RFC 6749 §5.2, which this route answers with instead of D14's."""
    row = REASONS[reason]
    body = {
        "error": _ERRORS.get(reason, reason),
        "error_description": row.message,
        "request_id": request_id,
    }
    return Answer(body, row.status)
