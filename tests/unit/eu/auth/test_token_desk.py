"""Tokens for proven clients."""

import jwt
import pytest

from shared.core.errors import Refusal
from shared.eu.auth.model.client import Client
from shared.eu.auth.model.credential import hash_secret
from tests.unit.eu.auth.platform_of import Platform, by_assertion, by_secret


def test_a_client_gets_all_its_scopes_unless_it_asks_for_less() -> None:
    desk = Platform().desk()
    assert desk.issue(by_secret()).scopes == {"read", "write"}
    issued = desk.issue(by_secret(scope="read"))
    claims = jwt.decode(issued.text, options={"verify_signature": False})
    assert issued.scopes == {"read"}
    assert (claims["scope"], issued.expires_in_s) == ("read", 900)


@pytest.mark.parametrize("scope", ["admin", "read admin", " "])
def test_a_scope_that_it_does_not_have_is_refused(scope: str) -> None:
    with pytest.raises(Refusal, match="invalid_scope"):
        Platform().desk().issue(by_secret(scope=scope))


def test_a_client_of_one_scope_gets_no_other() -> None:
    platform, reader = Platform(), "CL0000000000000000RR"
    scopes = frozenset({"read"})
    platform.add(Client(reader, "ACME", hash_secret("hush"), scopes=scopes))
    request = by_secret(client_id=reader, client_secret="hush")
    assert platform.desk().issue(request).scopes == {"read"}
    with pytest.raises(Refusal, match="invalid_scope"):
        platform.desk().issue(by_secret(client_id=reader, client_secret="hush", scope="write"))


def test_every_token_has_its_own_id() -> None:
    desk = Platform().desk()
    tokens = [desk.issue(by_secret()).text for _ in range(3)]
    ids = {jwt.decode(t, options={"verify_signature": False})["jti"] for t in tokens}
    assert len(ids) == 3


def test_tokens_count_against_the_partners_limit_and_failures_do_not() -> None:
    platform = Platform()
    desk = platform.desk()
    desk.issue(by_secret())
    desk.issue(by_assertion(platform.assertion()))
    with pytest.raises(Refusal):
        desk.issue(by_secret(client_secret="wrong"))
    assert platform.charged == ["ACME", "ACME"]
