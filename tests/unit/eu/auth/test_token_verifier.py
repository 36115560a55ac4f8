"""Access tokens are verified offline, and what is no token of ours is refused."""

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.utils import base64url_encode, der_to_raw_signature

from shared.core.documents import Put
from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.auth.model.access_token import TTL_S
from shared.eu.auth.paths import TOKEN_KEYS_PATH, token_keys_document
from shared.eu.auth.service.key_directory import KeyDirectory
from shared.eu.auth.service.token_verifier import VERIFIED_MAX, TokenVerifier
from tests.unit.eu.auth.platform_of import STRANGE_KEY, Platform, by_secret

PLATFORM = Platform()
TOKEN = PLATFORM.token()
PEM = PLATFORM.keys.public_key("tokens/1").decode()


def verifier(platform: Platform = PLATFORM) -> TokenVerifier:
    return TokenVerifier(KeyDirectory(platform.documents, platform.clock), platform.clock)


def claims(**changes: Any) -> dict[str, Any]:
    own: dict[str, Any] = jwt.decode(TOKEN, options={"verify_signature": False})
    return {name: value for name, value in (own | changes).items() if value is not None}


def signed_by_us(header: dict[str, Any], body: dict[str, Any]) -> str:
    """Sign anything with the right key."""
    parts = [base64url_encode(json.dumps(part).encode()) for part in (header, body)]
    data = b".".join(parts)
    signature = der_to_raw_signature(PLATFORM.keys.sign("tokens/1", data), STRANGE_KEY.curve)
    return b".".join((data, base64url_encode(signature))).decode()


HEADER = {"alg": "ES256", "kid": "tokens-1", "typ": "at+jwt"}


def refused(token: str) -> bool:
    try:
        verifier().verify(token)
    except Refusal as refusal:
        return refusal.reason == "unauthorized"
    return False


def test_a_token_speaks_for_the_whole_partner() -> None:
    scopes = frozenset({"read", "write"})
    assert verifier().verify(TOKEN) == Principal("ACME", None, scopes)
    assert verifier().verify(signed_by_us(HEADER, claims())) == Principal("ACME", None, scopes)


def test_a_token_of_one_scope_has_that_scope() -> None:
    assert verifier().verify(Platform().token(scope="read")).scopes == {"read"}


def test_a_token_ends_to_the_second_also_where_it_is_known() -> None:
    platform = Platform()
    known, token = verifier(platform), platform.token()
    known.verify(token)
    platform.clock.advance_ms(TTL_S * 1000 - 1)
    known.verify(token)
    platform.clock.advance_ms(1)
    for which in (known, verifier(platform)):
        with pytest.raises(Refusal, match="unauthorized"):
            which.verify(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "..",
        TOKEN + "x",
        TOKEN[:-4],
        TOKEN.rpartition(".")[0] + ".",
        "\xff\xfe." + TOKEN,
        jwt.encode(claims(), STRANGE_KEY, "ES256", {"kid": "tokens-1", "typ": "at+jwt"}),
        jwt.encode(claims(), "", "none", {"kid": "tokens-1", "typ": "at+jwt"}),
        jwt.encode(claims(), STRANGE_KEY, "ES256", {"typ": "at+jwt"}),
        jwt.encode(claims(), STRANGE_KEY, "ES256", {"kid": "tokens-2", "typ": "at+jwt"}),
        jwt.encode(claims(), "k" * 32, "HS256", {"kid": "tokens-1", "typ": "at+jwt"}),
    ],
)
def test_what_we_have_not_signed_is_refused(token: str) -> None:
    assert refused(token)


def test_a_public_key_is_no_password() -> None:
    """The old trick: the key that everybody can read, used as the secret of an HMAC."""
    data = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in (HEADER | {"alg": "HS256"}, claims())
    )
    mac = hmac.digest(PEM.encode(), data.encode(), "sha256")
    assert refused(f"{data}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}")


@pytest.mark.parametrize(
    "header",
    [
        HEADER | {"typ": "JWT"},  # an ID token or an assertion is no access token
        {"alg": "ES256", "kid": "tokens-1"},
        HEADER | {"kid": 7},
        HEADER | {"kid": None},
        HEADER | {"kid": "../credentials/x"},
        HEADER | {"crit": ["exp"], "exp": 1},
        HEADER | {"b64": False},
    ],
)
def test_a_header_that_we_never_write_is_refused(header: dict[str, Any]) -> None:
    assert refused(signed_by_us(header, claims()))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "two-ledger-2"},
        {"iss": None},
        {"iss": ["two-ledger"]},
        {"aud": "two-ledger"},
        {"aud": None},
        {"aud": []},
        {"exp": PLATFORM.now_s},
        {"exp": None},
        {"iat": PLATFORM.now_s + 31},
        {"correspondent": None},
        {"scope": None},
        {"exp": 10**400},
    ],
)
def test_claims_that_do_not_hold_are_refused(changes: dict[str, Any]) -> None:
    assert refused(signed_by_us(HEADER, claims(**changes)))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    # Of the last letter four bits decode to nothing; `+` and `/` decode as `-` and `_` do.
    at = data.draw(st.integers(0, len(TOKEN) - 2))
    other = st.characters(codec="latin-1", exclude_characters="+/" + TOKEN[at])
    assert refused(TOKEN[:at] + data.draw(other) + TOKEN[at + 1 :])


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="latin-1"), max_size=200))
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    assert refused(text)


def test_a_withdrawn_key_ends_its_tokens_within_five_seconds() -> None:
    platform = Platform()
    known, token = verifier(platform), platform.token()
    known.verify(token)
    platform.documents.commit([Put(TOKEN_KEYS_PATH, token_keys_document({}))])
    platform.clock.advance_ms(5_000)
    with pytest.raises(Refusal, match="unauthorized"):
        known.verify(token)


def test_tokens_of_the_old_version_stay_good_after_a_rotation() -> None:
    platform = Platform()
    known, old = verifier(platform), platform.desk("tokens/1")
    before = old.issue(by_secret()).text
    known.verify(before)
    after = platform.desk("tokens/2").issue(by_secret()).text
    assert known.verify(before) == known.verify(after)


def test_a_known_token_costs_no_signature_and_no_read(monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Platform()
    known, token = verifier(platform), platform.token()
    known.verify(token)
    reads = sum(platform.documents.counters.reads.values())
    monkeypatch.setattr(jwt, "decode_complete", None)
    known.verify(token)
    assert sum(platform.documents.counters.reads.values()) == reads


def test_remembered_tokens_are_bounded() -> None:
    known = verifier()
    verified = known._verify(TOKEN, PLATFORM.now_s * 1000)
    for number in range(VERIFIED_MAX + 5):
        known._remember(number.to_bytes(4), verified)
    assert len(known._verified) <= VERIFIED_MAX
