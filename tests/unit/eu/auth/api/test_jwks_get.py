"""The key set, at both of its addresses."""

from shared.core.http import Principal, Request
from shared.eu.auth.api import jwks_get, oauth_jwks_get
from tests.unit.eu.auth.platform_of import Platform, by_secret

ASKED = Request(Principal(""), {}, {})


def test_the_set_has_the_key_before_there_is_a_token() -> None:
    answer = jwks_get.operation(Platform().signer())(ASKED)
    (key,) = answer.body["keys"]
    fixed = {name: key[name] for name in ("kid", "kty", "crv", "use", "alg")}
    assert fixed == {
        "kid": "tokens-1",
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "alg": "ES256",
    }
    assert "d" not in key


def test_both_addresses_show_every_version() -> None:
    platform = Platform()
    for version in ("tokens/1", "tokens/2"):
        platform.desk(version).issue(by_secret())
    answers = [module.operation(platform.signer())(ASKED) for module in (jwks_get, oauth_jwks_get)]
    assert answers[0] == answers[1]
    assert [key["kid"] for key in answers[0].body["keys"]] == ["tokens-1", "tokens-2"]
