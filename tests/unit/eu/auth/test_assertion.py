"""The claims of a client assertion, and that each works once."""

from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.eu.auth.model.assertion import LIVE_MAX, Assertion, read_assertion, remember

NOW_S = 1_800_000_000
AUDIENCES = {"two-ledger", "https://api.example.eu/v1/oauth2/token"}
CLAIMS: dict[str, Any] = {
    "iss": "C1",
    "sub": "C1",
    "aud": "two-ledger",
    "iat": NOW_S,
    "exp": NOW_S + 300,
    "jti": "first",
}


def read(now_s: int = NOW_S, **changes: Any) -> Assertion:
    return read_assertion(CLAIMS | changes, "C1", AUDIENCES, now_s)


def test_an_assertion_is_remembered_until_no_clock_takes_it_any_more() -> None:
    assert read().forget_at_s == NOW_S + 330


@pytest.mark.parametrize("audience", [*AUDIENCES, ["two-ledger"]])
def test_both_names_of_the_server_are_audiences(audience: object) -> None:
    assert read(aud=audience) == read()


@pytest.mark.parametrize("now_s", [NOW_S - 30, NOW_S + 329])
def test_clocks_may_differ_by_half_a_minute(now_s: int) -> None:
    assert read(now_s) == read()


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "C2"},
        {"iss": None},
        {"sub": "C2"},
        {"sub": None},
        {"aud": "https://evil.example/v1/oauth2/token"},
        {"aud": ["two-ledger", "https://evil.example/v1/oauth2/token"]},
        {"aud": []},
        {"aud": [["two-ledger"]]},
        {"aud": {"two-ledger": 1}},
        {"aud": None},
        {"exp": NOW_S + 301},
        {"exp": NOW_S - 30, "iat": NOW_S - 90},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": NOW_S + 31, "exp": NOW_S + 60},
        {"iat": None},
        {"iat": NOW_S + 0.5},
        {"nbf": NOW_S + 31},
        {"nbf": "now"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 129},
    ],
)
def test_any_other_claim_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="invalid_client"):
        read(**changes)


def test_an_assertion_is_used_once() -> None:
    live = remember({}, read(), NOW_S)
    with pytest.raises(Refusal, match="jti_known"):
        remember(live, read(), NOW_S + 329)
    assert len(remember(live, read(jti="second"), NOW_S)) == 2


def test_a_text_that_is_no_text_is_an_id_too() -> None:
    assert read(jti="\ud800") != read(jti="?")


def test_what_is_over_is_forgotten_and_what_lives_is_bounded() -> None:
    live: dict[str, int] = {}
    for number in range(LIVE_MAX):
        live = remember(live, read(jti=str(number)), NOW_S)
    with pytest.raises(Refusal, match="rate_limited"):
        remember(live, read(jti="one more"), NOW_S)
    later = remember(live, read(NOW_S + 330, iat=NOW_S + 330, exp=NOW_S + 390), NOW_S + 330)
    assert len(later) == 1
