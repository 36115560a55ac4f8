"""The token request's form."""

import pytest

from shared.core.errors import Refusal
from shared.eu.auth.model.token_request import (
    ASSERTION_TYPE,
    AssertionProof,
    SecretProof,
    read_token_request,
)

GRANT = {"grant_type": "client_credentials"}
SECRET = GRANT | {"client_id": "C1", "client_secret": "hush"}
ASSERTION = GRANT | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b.c"}


def test_a_secret_in_the_body() -> None:
    request = read_token_request(SECRET)
    assert (request.proof, request.scopes) == (SecretProof("C1", "hush"), None)


def test_an_assertion_may_repeat_the_client_id() -> None:
    assert read_token_request(ASSERTION).proof == AssertionProof(None, "a.b.c")
    repeated = read_token_request(ASSERTION | {"client_id": "C1"})
    assert repeated.proof == AssertionProof("C1", "a.b.c")


def test_scopes_are_words_and_unknown_fields_are_ignored() -> None:
    request = read_token_request(SECRET | {"scope": "write  read", "resource": "x"})
    assert request.scopes == frozenset({"read", "write"})


def test_an_empty_value_is_an_absent_one() -> None:
    assert read_token_request(SECRET | {"scope": "", "client_assertion": ""}).scopes is None


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({}, "invalid_request"),
        (SECRET | {"grant_type": ""}, "invalid_request"),
        (SECRET | {"grant_type": "password"}, "unsupported_grant_type"),
        (SECRET | {"grant_type": "refresh_token"}, "unsupported_grant_type"),
        (GRANT, "invalid_client"),
        (GRANT | {"client_id": "C1"}, "invalid_client"),
        (GRANT | {"client_secret": "hush"}, "invalid_client"),
        (SECRET | {"client_secret": "x" * 129}, "invalid_client"),
        (SECRET | ASSERTION, "invalid_request"),
        (SECRET | {"client_assertion": "a.b.c"}, "invalid_request"),
        (GRANT | {"client_assertion": "a.b.c"}, "invalid_request"),
        (GRANT | {"client_assertion_type": ASSERTION_TYPE}, "invalid_request"),
        (ASSERTION | {"client_assertion_type": "saml"}, "invalid_request"),
        (ASSERTION | {"client_assertion": "x" * 16_385}, "invalid_request"),
    ],
)
def test_what_the_standard_does_not_allow_is_refused(form: dict[str, str], reason: str) -> None:
    with pytest.raises(Refusal, match=f"^{reason}$"):
        read_token_request(form)


def test_secrets_and_assertions_do_not_show() -> None:
    shown = repr(read_token_request(SECRET)) + repr(read_token_request(ASSERTION))
    assert "hush" not in shown
    assert "a.b.c" not in shown
