"""The claims of an access token."""

from typing import Any

import pytest

from shared.eu.auth.model.access_token import SKEW_S, TTL_S, Grant, claims_of, grant_of
from shared.eu.auth.model.client import Client

NOW_S = 1_800_000_000
CLIENT = Client("CL0000000000000000AA", "ACME", None)
CLAIMS = claims_of(CLIENT, frozenset({"read", "write"}), NOW_S, "id-1")


def test_a_token_names_client_and_partner_and_nobody_else() -> None:
    assert CLAIMS == {
        "iss": "two-ledger",
        "aud": "two-ledger-api",
        "sub": "CL0000000000000000AA",
        "client_id": "CL0000000000000000AA",
        "correspondent": "ACME",
        "scope": "read write",
        "iat": NOW_S,
        "exp": NOW_S + 900,
        "jti": "id-1",
    }


def test_a_token_is_good_from_its_issue_to_the_second_before_its_end() -> None:
    whole = Grant("ACME", frozenset({"read", "write"}), NOW_S + TTL_S)
    assert grant_of(CLAIMS, NOW_S) == whole
    assert grant_of(CLAIMS, NOW_S + TTL_S - 1) == whole
    assert grant_of(CLAIMS, NOW_S + TTL_S) is None


def test_another_machines_clock_may_be_ahead_a_little() -> None:
    assert grant_of(CLAIMS, NOW_S - SKEW_S) is not None
    assert grant_of(CLAIMS, NOW_S - SKEW_S - 1) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW_S + TTL_S + 1},  # lives longer than we ever give
        {"exp": str(NOW_S + 900)},
        {"exp": True},
        {"exp": None},
        {"iat": NOW_S + 0.5},
        {"iat": None},
        {"correspondent": ""},
        {"correspondent": None},
        {"correspondent": ["ACME"]},
        {"scope": None},
        {"scope": ["read"]},
    ],
)
def test_claims_that_we_never_make_give_nothing(changes: dict[str, Any]) -> None:
    assert grant_of(CLAIMS | changes, NOW_S) is None


def test_scopes_that_are_not_known_are_left_out() -> None:
    grant = grant_of(CLAIMS | {"scope": "read admin"}, NOW_S)
    assert grant is not None
    assert grant.scopes == {"read"}
