"""Who a request comes from: four ways to say it, one answer to everything that is wrong."""

import base64

import pytest

from shared.core.documents import Delete
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.auth.model.presented import KeyPair
from shared.eu.auth.service import CACHE_TTL_MS
from shared.eu.auth.service.login_guard import FAILURES_PER_MINUTE
from tests.unit.eu.auth.platform_of import (
    BOUND_KEY,
    BOUND_SECRET,
    KEY,
    SECRET,
    Platform,
)


def basic(key: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


def apca(key: str, secret: str) -> dict[str, str]:
    return {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret}


def test_basic_apca_and_bearer_prove_the_same_partner() -> None:
    platform = Platform()
    authenticator = platform.authenticator()
    bearer = {"Authorization": f"Bearer {platform.token()}"}
    for headers in (basic(KEY, SECRET), apca(KEY, SECRET), bearer):
        assert authenticator.authenticate(headers) == Principal("ACME")


def test_a_bound_key_proves_its_account() -> None:
    proven = Platform().authenticator().authenticate(apca(BOUND_KEY, BOUND_SECRET))
    assert proven == Principal("ACME", "account-1")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(KEY, "wrong"),
        basic(KEY, ""),
        basic(KEY, BOUND_SECRET),
        basic("CK0000000000000000ZZ", SECRET),
        basic("../" + KEY, SECRET),
        basic("", SECRET),
        apca(KEY, "wrong"),
        apca(KEY.lower(), SECRET),
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": f"Bearer {KEY}:{SECRET}"},
    ],
)
def test_everything_wrong_is_the_same_refusal(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="^unauthorized$"):
        Platform().authenticator().authenticate(headers)


def test_a_revoked_key_works_for_five_seconds_at_most() -> None:
    platform = Platform()
    authenticator = platform.authenticator()
    authenticator.authenticate(basic(KEY, SECRET))
    (seen,) = platform.documents.get([f"credentials/{KEY}"])
    platform.documents.commit([Delete(seen.path, seen.token)])
    platform.clock.advance_ms(CACHE_TTL_MS)
    with pytest.raises(Refusal, match="unauthorized"):
        authenticator.authenticate(basic(KEY, SECRET))


def test_guessing_is_limited_and_the_right_secret_does_not_show() -> None:
    authenticator = Platform().authenticator()
    for number in range(FAILURES_PER_MINUTE):
        with pytest.raises(Refusal, match="unauthorized"):
            authenticator.prove(KeyPair(KEY, f"guess {number}"))
    for secret in ("one more", SECRET):
        with pytest.raises(Refusal, match="rate_limited"):
            authenticator.prove(KeyPair(KEY, secret))


def test_a_stranger_cannot_lock_a_partner_out() -> None:
    authenticator = Platform().authenticator()
    authenticator.prove(KeyPair(KEY, SECRET))
    for _ in range(FAILURES_PER_MINUTE):
        with pytest.raises(Refusal, match="unauthorized"):
            authenticator.prove(KeyPair(KEY, "guess"))
    with pytest.raises(Refusal, match="rate_limited"):
        authenticator.prove(KeyPair(KEY, "guess"))
    assert authenticator.prove(KeyPair(KEY, SECRET)) == Principal("ACME")


def test_guesses_read_one_document_in_five_seconds() -> None:
    platform = Platform()
    authenticator = platform.authenticator()
    for _ in range(FAILURES_PER_MINUTE * 2):
        with pytest.raises(Refusal):
            authenticator.prove(KeyPair(KEY, "guess"))
    assert platform.documents.counters.reads["credentials"] == 1
