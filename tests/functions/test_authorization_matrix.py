"""Every route asked by every kind of caller, for its own and for others' accounts (D12, D13).

The verdicts go by the route's scope. A body that is no JSON shows that refusals come before it.

| caller | open | reference | partner | bound | account, own | account, another |
|---|---|---|---|---|---|---|
| nobody, or credentials that are not right | admitted | 401 | 401 | 401 | 401 | 401 |
| a key or token of the partner | admitted | admitted | admitted | 403 | admitted | 404 |
| a key that is bound to an account | admitted | admitted | 403 | admitted | admitted | 404 |
| a token without `write`, where the verb writes | admitted | 403 | 403 | 403 | 403 | 403 |

"Another" is another partner's account; for a bound key also the other one of its own partner; one
that does not exist; and what is no id at all: their answers do not differ by a byte. Admitted means
that the operation was called, or that its body was refused as malformed.
"""

from collections.abc import Iterator
from typing import Any, Literal

import pytest

from shared.core.reasons import REASONS
from shared.core.routes import Route, Scope
from tests.functions.callers import Caller, basic, bearer, callers, token_by_assertion
from tests.functions.in_process import PUBLIC, ROUTES, Region, filled, region

# Whoever adds a route says here who may call it, and is held to it.
SCOPES: dict[Scope, set[str]] = {
    # Callers of the stream sign in by its first message.
    "open": {"jwks_get", "oauth_jwks_get", "openapi_get", "stream_open", "token_create"},
    "reference": {"assets_get", "assets_list", "calendar_get", "clock_get"},
    "partner": {
        "accounts_create",
        "accounts_list",
        "activities_list",
        "activities_list_type",
        "demo_statements_create",
        "events_account_status",
        "events_activities",
        "events_funding",
        "events_journals",
        "events_journals_legacy",
        "events_trades",
        "events_trades_legacy",
        "events_transfers_legacy",
        "journals_cancel",
        "journals_create",
        "journals_create_batch",
        "journals_create_reverse_batch",
        "journals_get",
        "journals_list",
    },
    # The account is the one that the key is bound to.
    "bound": {
        "account_get",
        "activities_list",
        "activities_list_type",
        "configurations_get",
        "configurations_update",
        "orders_cancel",
        "orders_cancel_all",
        "orders_create",
        "orders_get",
        "orders_get_by_client_id",
        "orders_list",
        "orders_replace",
        "positions_close",
        "positions_close_all",
        "positions_get",
        "positions_list",
    },
    "account": {
        "account_get",
        "accounts_close",
        "accounts_get",
        "accounts_update",
        "activities_get",
        "configurations_get",
        "configurations_update",
        "documents_download",
        "documents_get",
        "documents_list",
        "documents_upload",
        "orders_cancel",
        "orders_cancel_all",
        "orders_create",
        "orders_estimate",
        "orders_get",
        "orders_get_by_client_id",
        "orders_list",
        "orders_replace",
        "positions_close",
        "positions_close_all",
        "positions_get",
        "positions_list",
        "recipient_banks_create",
        "recipient_banks_delete",
        "recipient_banks_list",
        "transfers_cancel",
        "transfers_create",
        "transfers_list",
    },
}

Verdict = Literal[
    "admitted", "unauthorized", "forbidden", "insufficient_scope", "key_not_bound", "not_found"
]

WITH_BODY = {"POST", "PUT", "PATCH"}
NO_JSON = b"{broken"
REQUEST_ID = "00000000-0000-0000-0000-000000000000"
NO_SUCH_ACCOUNT = "11111111-1111-4111-8111-111111111111"
NO_ID = "no-id"
RATE_HEADERS = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}

each_route = pytest.mark.parametrize(
    "route", ROUTES, ids=lambda route: f"{route.operation} {route.scope} {route.version}"
)


@pytest.fixture
def eu(monkeypatch: pytest.MonkeyPatch) -> Iterator[Region]:
    """Return the EU's public functions with two seeded partners."""
    with region(monkeypatch) as built:
        yield built


def verdict(route: Route, caller: Caller, account_id: str) -> Verdict:
    """Return what the table above says."""
    if route.scope == "open":
        return "admitted"
    if caller.kind == "wrong":
        return "unauthorized"
    if caller.kind == "read only" and route.method != "GET":
        return "insufficient_scope"
    if route.scope == "partner" and caller.kind == "bound":
        return "forbidden"
    if route.scope == "bound" and caller.kind != "bound":
        return "key_not_bound"
    if route.scope == "account" and account_id not in caller.accounts:
        return "not_found"
    return "admitted"


def accounts_asked_for(eu: Region, route: Route) -> list[str]:
    own, other = eu.partners
    if route.scope != "account":
        return [own.accounts[0]]
    return [*own.accounts, *other.accounts, NO_SUCH_ACCOUNT, NO_ID]


def ask(eu: Region, route: Route, account_id: str, headers: dict[str, str]) -> Any:
    eu.reached.clear()
    return eu.ask(
        route.function,
        route.method,
        filled(route, account_id),
        data=NO_JSON,
        headers={**headers, "X-Request-Id": REQUEST_ID},
    )


def seen(eu: Region, route: Route, response: Any) -> str:
    """Say in the table's words what an answer was."""
    if eu.reached == [route.operation] and response.status_code != 500:
        return "admitted"
    assert eu.reached == []
    body = response.get_json()
    if response.status_code == 400 and route.method in WITH_BODY:
        assert body.get("reason", body.get("error")) in ("malformed_body", "invalid_request")
        return "admitted"
    assert response.status_code == REASONS[body["reason"]].status
    return str(body["reason"])


def test_every_route_has_a_verdict() -> None:
    served = {(route.operation, route.scope) for route in ROUTES}
    assert served == {(name, scope) for scope, names in SCOPES.items() for name in names}


def test_every_route_is_of_a_public_function() -> None:
    assert {route.function for route in ROUTES} == PUBLIC.keys() | {"relay"}


@each_route
def test_who_may_call_it(eu: Region, route: Route) -> None:
    for caller in callers(eu):
        for account_id in accounts_asked_for(eu, route):
            response = ask(eu, route, account_id, caller.headers)
            asked = f"{route.operation} by {caller.name}"
            assert seen(eu, route, response) == verdict(route, caller, account_id), asked
            is_authenticated = route.scope != "open" and caller.kind != "wrong"
            shown = RATE_HEADERS & set(response.headers.keys())
            assert shown == (RATE_HEADERS if is_authenticated else set()), asked
        # Failed logins are limited within a minute; here is not where.
        eu.clock.advance_ms(60_000 // 4)


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.scope == "account"],
    ids=lambda route: route.operation,
)
def test_nothing_tells_that_another_account_exists(eu: Region, route: Route) -> None:
    own, other = eu.partners
    answers = []
    for account_id in (other.accounts[0], NO_SUCH_ACCOUNT, NO_ID):
        response = ask(eu, route, account_id, basic(own.api_key, own.api_secret))
        headers = {name: v for name, v in response.headers if name != "X-RateLimit-Remaining"}
        answers.append((response.status_code, response.get_data(), headers))
    assert answers[0] == answers[1] == answers[2]


def test_a_token_by_assertion_is_equal_to_one_by_secret(eu: Region) -> None:
    answer = eu.ask("trading", "GET", "/v1/clock", headers=bearer(token_by_assertion(eu)))
    assert answer.status_code == 200


def test_the_limit_is_the_same_for_all_of_a_partners_credentials(eu: Region) -> None:
    own = eu.partners[0]
    bound = own.account_key
    left = [
        int(eu.ask("trading", "GET", "/v1/clock", headers=headers).headers["X-RateLimit-Remaining"])
        for headers in (
            basic(own.api_key, own.api_secret),
            basic(bound.api_key, bound.api_secret),
        )
    ]
    assert left[0] - left[1] == 1
