"""Clients prove themselves by a secret, or by an assertion that is used once."""

from collections.abc import Callable, Sequence
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.eu.auth.model.client import Client
from shared.eu.auth.model.credential import hash_secret
from shared.eu.auth.model.token_request import AssertionProof, SecretProof
from shared.eu.auth.service.client_authenticator import ATTEMPTS_MAX
from shared.eu.auth.service.login_guard import FAILURES_PER_MINUTE
from tests.unit.eu.auth.platform_of import (
    ASSERTING_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    EC_KEY,
    RSA_KEY,
    STRANGE_KEY,
    Platform,
    public,
)


def by(assertion: str, client_id: str | None = None) -> AssertionProof:
    return AssertionProof(client_id, assertion)


def test_the_secret_proves_the_client() -> None:
    proven = Platform().clients().prove(SecretProof(CLIENT_ID, CLIENT_SECRET))
    assert (proven.client_id, proven.correspondent) == (CLIENT_ID, "ACME")


def test_a_signed_assertion_proves_the_client() -> None:
    platform = Platform()
    for client_id in (None, ASSERTING_ID):
        assertion = platform.assertion(jti=str(client_id))
        assert platform.clients().prove(by(assertion, client_id)).client_id == ASSERTING_ID


def test_rsa_keys_and_keys_without_an_id() -> None:
    platform = Platform()
    other = "CL0000000000000000CC"
    platform.add(Client(other, "ACME", None, {"rsa": public(RSA_KEY, "RS256")}))
    assertion = platform.assertion(RSA_KEY, "RS256", iss=other, sub=other, kid=None)
    assert platform.clients().prove(by(assertion)).client_id == other


@pytest.mark.parametrize(
    "proof",
    [
        SecretProof(CLIENT_ID, "wrong"),
        SecretProof(CLIENT_ID, ""),
        SecretProof("CL0000000000000000ZZ", CLIENT_SECRET),
        SecretProof("../x", CLIENT_SECRET),
        SecretProof(ASSERTING_ID, CLIENT_SECRET),
        by(""),
        by("a.b.c"),
        by("\u20ac.\u20ac.\u20ac"),
    ],
)
def test_what_proves_nothing_is_refused(proof: SecretProof | AssertionProof) -> None:
    with pytest.raises(Refusal, match="^invalid_client$"):
        Platform().clients().prove(proof)


@pytest.mark.parametrize(
    "sign",
    [
        lambda platform: platform.assertion(STRANGE_KEY),
        lambda platform: platform.assertion(None, "none"),
        lambda platform: platform.assertion("s" * 32, "HS256"),
        lambda platform: platform.assertion(RSA_KEY, "RS256"),
        lambda platform: platform.assertion(kid="other"),
        lambda platform: platform.assertion(iss=CLIENT_ID, sub=CLIENT_ID),
        lambda platform: platform.assertion(sub=None),
        lambda platform: platform.assertion(sub=[ASSERTING_ID]),
        lambda platform: platform.assertion(iss="somebody"),
        lambda platform: platform.assertion(aud="https://evil.example/v1/oauth2/token"),
        lambda platform: platform.assertion(exp=platform.now_s - 30),
        lambda platform: platform.assertion(exp=platform.now_s + 301),
        lambda platform: platform.assertion(iat=platform.now_s + 31),
        lambda platform: platform.assertion(jti=None),
    ],
)
def test_an_assertion_that_does_not_hold_is_refused(sign: Callable[[Platform], str]) -> None:
    platform = Platform()
    with pytest.raises(Refusal, match="^invalid_client$"):
        platform.clients().prove(by(sign(platform)))
    assert platform.documents.counters.writes["oauth_assertions"] == 0


def test_the_client_id_beside_an_assertion_must_be_its_own() -> None:
    platform = Platform()
    with pytest.raises(Refusal, match="invalid_client"):
        platform.clients().prove(by(platform.assertion(), CLIENT_ID))


def test_a_key_that_is_too_short_is_no_key() -> None:
    platform, short = Platform(), rsa.generate_private_key(65537, 1024)
    other = "CL0000000000000000CC"
    platform.add(Client(other, "ACME", None, {"ec": public(short, "RS256")}))
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        assertion = platform.assertion(short, "RS256", iss=other, sub=other)
    with pytest.raises(Refusal, match="invalid_client"):
        platform.clients().prove(by(assertion))


def test_an_assertion_is_used_once_by_any_instance() -> None:
    platform = Platform()
    assertion = platform.assertion()
    platform.clients().prove(by(assertion))
    with pytest.raises(Refusal, match="jti_known"):
        platform.clients().prove(by(assertion))


def test_two_instances_cannot_both_take_it() -> None:
    platform = Platform()
    assertion = platform.assertion()

    def come_first(_: Sequence[Write]) -> None:
        platform.documents.hooks.before_commit = lambda _: None
        platform.clients().prove(by(assertion))

    platform.documents.hooks.before_commit = come_first
    with pytest.raises(Refusal, match="jti_known"):
        platform.clients().prove(by(assertion))


def test_another_assertion_of_the_same_client_does_not_disturb() -> None:
    platform = Platform()

    def come_first(_: Sequence[Write]) -> None:
        platform.documents.hooks.before_commit = lambda _: None
        platform.clients().prove(by(platform.assertion(jti="second")))

    platform.documents.hooks.before_commit = come_first
    assert platform.clients().prove(by(platform.assertion())).client_id == ASSERTING_ID


@pytest.mark.parametrize("failure", [Conflict, CommitUnknown])
def test_no_token_where_it_is_unknown_whether_the_assertion_was_noted(failure: Any) -> None:
    platform, attempts = Platform(), []

    def fail(_: Sequence[Write]) -> None:
        attempts.append(1)
        raise failure("oauth_assertions")

    platform.documents.hooks.before_commit = fail
    with pytest.raises(failure):
        platform.clients().prove(by(platform.assertion()))
    assert len(attempts) == (ATTEMPTS_MAX if failure is Conflict else 1)


def test_used_assertions_are_forgotten_when_they_are_over() -> None:
    platform = Platform()
    platform.clients().prove(by(platform.assertion()))
    platform.clock.advance_ms(90_000)
    platform.clients().prove(by(platform.assertion(jti="second")))
    (seen,) = platform.documents.get([f"oauth_assertions/{ASSERTING_ID}"])
    assert len((seen.data or {})["live"]) == 1


def test_guessing_is_limited_by_client_id() -> None:
    platform = Platform()
    clients = platform.clients()
    for _ in range(FAILURES_PER_MINUTE // 2):
        for proof in (SecretProof(ASSERTING_ID, "guess"), by(platform.assertion(STRANGE_KEY))):
            with pytest.raises(Refusal, match="invalid_client"):
                clients.prove(proof)
    with pytest.raises(Refusal, match="rate_limited"):
        clients.prove(by(platform.assertion(EC_KEY)))
    assert clients.prove(SecretProof(CLIENT_ID, CLIENT_SECRET)).client_id == CLIENT_ID


def test_a_client_may_have_both_a_secret_and_keys() -> None:
    platform = Platform()
    other = "CL0000000000000000CC"
    keys = {"ec": public(EC_KEY, "ES256")}
    platform.add(Client(other, "ACME", hash_secret("hush"), keys))
    assertion = platform.assertion(iss=other, sub=other)
    for proof in (SecretProof(other, "hush"), by(assertion)):
        assert platform.clients().prove(proof).client_id == other
