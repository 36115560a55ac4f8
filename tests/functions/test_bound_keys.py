"""What a key that is bound to one account reaches without naming it: that account, no other."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.core.documents import Put, create
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path
from shared.eu.events.paths import ACTIVITIES
from shared.eu.quotes.model import EURUSD
from shared.eu.quotes.paths import quote_path
from tests.functions.callers import apca, basic
from tests.functions.in_process import Region, region

ULIDS = ("01KAW0000000000000000000AB", "01KAW0000000000000000000AC")


@pytest.fixture
def eu(monkeypatch: pytest.MonkeyPatch) -> Iterator[Region]:
    with region(monkeypatch) as built:
        rate = {"mid": 1_080_000, "at_ms": 0}
        built.database("ledger").commit([Put(quote_path(EURUSD), rate)])
        yield built


def ask(eu: Region, path: str, function: str = "trading", method: str = "GET", **more: Any) -> Any:
    bound = eu.partners[0].account_key
    return eu.ask(function, method, path, headers=apca(bound.api_key, bound.api_secret), **more)


@pytest.mark.parametrize(
    ("own", "named"),
    [
        ("/v2/account", "account"),
        ("/v2/positions", "positions"),
        ("/v2/orders?status=all", "orders?status=all"),
    ],
)
def test_the_twin_answers_what_the_named_route_does(eu: Region, own: str, named: str) -> None:
    key = eu.partners[0].account_key
    path = f"/v1/trading/accounts/{key.account_id}/{named}"
    whole = eu.ask(
        "trading",
        "GET",
        path,
        headers=basic(eu.partners[0].api_key, eu.partners[0].api_secret),
    )
    answer = ask(eu, own)
    assert answer.status_code == 200
    assert answer.get_json() == whole.get_json()


def test_settings_are_changed_of_the_own_account_alone(eu: Region) -> None:
    path, changes = "/v2/account/configurations", {"suspend_trade": True}
    assert ask(eu, path, "identity", "PATCH", json=changes).get_json()["suspend_trade"] is True
    assert ask(eu, path, "identity").get_json()["suspend_trade"] is True
    own = eu.partners[0]
    suspended = {
        account: "configuration" in (found.data or {})
        for account in own.accounts
        for found in eu.database("ledger").get([account_path(AccountId(account))])
    }
    assert suspended == {account: account == own.account_key.account_id for account in own.accounts}


def test_activities_are_those_of_the_own_account(eu: Region) -> None:
    own = eu.partners[0]
    for ulid, account in zip(ULIDS, own.accounts[:2], strict=True):
        eu.database("ledger").commit([activity(ulid, own.correspondent, account)])
    for path in ("/v2/account/activities", "/v2/account/activities/CSD"):
        assert [each["id"] for each in ask(eu, path).get_json()] == [ULIDS[0]]
    assert ask(eu, "/v2/account/activities/FILL").get_json() == []


def test_another_account_cannot_be_asked_for_in_the_query(eu: Region) -> None:
    other = eu.partners[0].accounts[1]
    answer = ask(eu, f"/v2/account/activities?account_id={other}")
    assert (answer.status_code, answer.get_json()["field"]) == (400, "account_id")


@pytest.mark.parametrize("path", ["/v1/accounts/activities", "/v1/accounts/activities/CSD"])
def test_activities_of_another_partners_account_are_not_found(eu: Region, path: str) -> None:
    own, other = eu.partners
    headers = basic(own.api_key, own.api_secret)
    own_list = eu.ask("trading", "GET", f"{path}?account_id={own.accounts[1]}", headers=headers)
    answer = eu.ask("trading", "GET", f"{path}?account_id={other.accounts[0]}", headers=headers)
    assert (own_list.status_code, answer.status_code) == (200, 404)
    assert answer.get_json()["reason"] == "not_found"


def activity(ulid: str, correspondent: str, account_id: str) -> Any:
    body = (
        f'{{"event_id":"{ulid}","account_id":"{account_id}","activity_type":"CSD",'
        '"net_amount":"1.00","currency":"EUR","status":"executed","ref_id":"1",'
        '"at":"2026-11-20T15:00:00.000000Z"}'
    )
    document = {
        "event_id": ulid,
        "correspondent": correspondent,
        "account_id": account_id,
        "body": body,
    }
    return create(f"{ACTIVITIES}/{ulid}", document)
