"""What the token endpoint answers."""

import pytest

from shared.core.http import Principal, Request
from shared.core.reasons import REASONS
from shared.eu.auth.api import token_create
from tests.unit.eu.auth.platform_of import CLIENT_ID, CLIENT_SECRET, Platform

FORM = {
    "grant_type": "client_credentials",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
}


def test_the_answer_of_rfc_6749() -> None:
    platform = Platform()
    answer = token_create.operation(platform.desk())(Request(Principal(""), {}, {}, FORM))
    token = answer.body.pop("access_token")
    assert answer.status == 200
    assert answer.body == {"token_type": "Bearer", "expires_in": 900, "scope": "read write"}
    headers = {"Authorization": f"Bearer {token}"}
    assert platform.authenticator().authenticate(headers).correspondent == "ACME"


@pytest.mark.parametrize(
    ("reason", "status", "error"),
    [
        ("body_too_large", 413, "invalid_request"),
        ("internal", 500, "server_error"),
        ("invalid_client", 401, "invalid_client"),
        ("invalid_request", 400, "invalid_request"),
        ("invalid_scope", 400, "invalid_scope"),
        ("jti_known", 400, "jti_known"),
        ("malformed_body", 400, "invalid_request"),
        ("rate_limited", 429, "quota_exceeded"),
        ("unavailable", 503, "temporarily_unavailable"),
        ("unsupported_grant_type", 400, "unsupported_grant_type"),
    ],
)
def test_errors_have_oauths_names(reason: str, status: int, error: str) -> None:
    answer = token_create.error_answer(reason, "id-1")
    assert answer.status == status
    assert answer.body == {
        "error": error,
        "error_description": REASONS[reason].message,
        "request_id": "id-1",
    }
