"""Credentials as headers carry them."""

import base64

import pytest

from shared.eu.auth.model.presented import AccessToken, KeyPair, presented


def basic(text: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


APCA = {"APCA-API-KEY-ID": "key", "APCA-API-SECRET-KEY": "secret"}


def test_basic_and_apca_headers_are_the_same_key_pair() -> None:
    assert presented(basic("key:secret")) == presented(APCA) == KeyPair("key", "secret")


def test_a_secret_may_have_a_colon() -> None:
    assert presented(basic("key:a:b")) == KeyPair("key", "a:b")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_ignores_letter_case(scheme: str) -> None:
    assert presented({"Authorization": f"{scheme} token"}) == AccessToken("token")


def test_the_apca_headers_decide_where_both_are_there() -> None:
    assert presented({**basic("other:pair"), **APCA}) == KeyPair("key", "secret")


def test_half_a_pair_of_apca_headers_is_none() -> None:
    assert presented({"APCA-API-KEY-ID": "key"}) is None
    assert presented({"APCA-API-SECRET-KEY": "secret"}) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic Zm9v",  # no colon
        "Basic /w==",  # not UTF-8
        "Basic Zm\u00e9=",
        "Basic " + "QUFB" * 200,
        "Bearer",
        "Bearer ",
        "Bearer " + "a" * 4097,
        "Digest username=key",
        "Negotiate abc",
    ],
)
def test_everything_else_is_none(header: str) -> None:
    assert presented({"Authorization": header}) is None


def test_secrets_do_not_show() -> None:
    assert "hush" not in repr(KeyPair("key", "hush")) + repr(AccessToken("hush"))
