"""Signing by the key service, and the directory that is written first."""

import json
from collections.abc import Sequence
from typing import Any

import jwt
import pytest
from jwt.utils import base64url_decode

from shared.core.clock import rfc3339
from shared.core.documents import Create, Put, Write
from shared.core.errors import Conflict
from shared.eu.auth.model.published_keys import PublishedKey
from shared.eu.auth.paths import TOKEN_KEYS_PATH, token_keys_document, token_keys_of
from shared.eu.auth.service.token_signer import ATTEMPTS_MAX, jwk_of
from tests.unit.eu.auth.platform_of import START, Platform

CLAIMS = {"aud": "x", "sub": "y"}
NO_CLOCK: Any = {"verify_exp": False, "verify_iat": False}


def published(platform: Platform) -> dict[str, PublishedKey]:
    (seen,) = platform.documents.get([TOKEN_KEYS_PATH])
    return token_keys_of(seen.data)


def test_another_library_verifies_the_token_by_the_published_key() -> None:
    platform = Platform()
    token = platform.signer("tokens/3").sign(CLAIMS)
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "ES256", "kid": "tokens-3", "typ": "at+jwt"}
    set_of_keys = {"keys": [jwk_of(kid, key.pem) for kid, key in published(platform).items()]}
    key = jwt.PyJWKSet.from_json(json.dumps(set_of_keys))["tokens-3"]
    assert jwt.decode(token, key, ["ES256"], NO_CLOCK, audience="x") == CLAIMS


def test_the_signature_is_raw_and_not_der() -> None:
    signer = Platform().signer()
    for number in range(50):
        signature = signer.sign({"number": number}).rpartition(".")[2]
        assert len(base64url_decode(signature)) == 64


def test_a_key_is_published_once() -> None:
    platform = Platform()
    signer = platform.signer()
    for _ in range(3):
        signer.sign(CLAIMS)
    platform.signer().sign(CLAIMS)
    assert platform.documents.counters.writes["token_keys"] == 1
    pem = platform.keys.public_key("tokens/1").decode()
    assert published(platform) == {"tokens-1": PublishedKey(pem, rfc3339(START))}


def test_a_new_version_stands_beside_the_old_one() -> None:
    platform = Platform()
    platform.signer("tokens").sign(CLAIMS)
    platform.signer("tokens/2").sign(CLAIMS)
    assert published(platform).keys() == {"tokens-1", "tokens-2"}


def test_two_instances_may_publish_at_once() -> None:
    platform = Platform()
    other = token_keys_document({"tokens-9": PublishedKey("pem-9", "2026")})

    def come_first(_: Sequence[Write]) -> None:
        platform.documents.hooks.before_commit = lambda _: None
        platform.documents.commit([Create(TOKEN_KEYS_PATH, {**other, "version": 1})])

    platform.documents.hooks.before_commit = come_first
    platform.signer().publish()
    assert published(platform).keys() == {"tokens-1", "tokens-9"}


def test_publishing_gives_up_while_others_keep_writing() -> None:
    platform = Platform()
    attempts = []

    def come_first(_: Sequence[Write]) -> None:
        attempts.append(1)
        raise Conflict("token_keys")

    platform.documents.hooks.before_commit = come_first
    with pytest.raises(Conflict):
        platform.signer().sign(CLAIMS)
    assert len(attempts) == ATTEMPTS_MAX


def test_a_directory_that_was_lost_is_written_again() -> None:
    platform = Platform()
    signer = platform.signer()
    signer.publish()
    lost = {**token_keys_document({}), "version": 9}
    platform.documents.commit([Put(TOKEN_KEYS_PATH, lost)])
    platform.clock.advance_ms(5_000)
    signer.publish()
    assert published(platform).keys() == {"tokens-1"}
