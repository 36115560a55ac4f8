"""The HTTP layer: order of checks, JSON errors, nothing of the request in answer or log."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import flask
import pytest
from werkzeug.test import EnvironBuilder

from shared.core.errors import Conflict, Refusal
from shared.core.http import Answer, Principal, Request
from shared.core.reasons import REASONS
from shared.core.routes import BODY_BYTES_MAX, Route
from shared.gcp.http import HttpApi
from shared.gcp.http_bodies import Dialect, parse_form
from shared.gcp.rate_limit import RateLimiter
from shared.memory.clock import VirtualClock

REQUEST_ID = "0123abcd-0123-4567-89ab-0123456789ab"

SECRET = "ana@example.org"
ROUTES = (
    Route("things_create", "POST", "/v1/things/{thing_id}", "toy", "account", "orders", "v1"),
    Route("things_delete", "DELETE", "/v1/things/{thing_id}", "toy", "account", "orders", "v1"),
    Route("things_list", "GET", "/v1/things", "toy", "partner", "read", "v1"),
    Route("own_get", "GET", "/v2/own", "toy", "bound", "read", "v2"),
    Route("colours_list", "GET", "/v1/colours", "toy", "reference", "read", "v1"),
    Route("health_get", "GET", "/v1/health", "toy", "open", "read", "v1"),
    Route("toys_list", "GET", "/v1/toys", "another", "open", "read", "v1"),
    Route("form_create", "POST", "/v1/form", "toy", "open", "auth", "v1"),
)
START = datetime(2026, 11, 20, tzinfo=UTC)
LIMIT = 1_000
RATE_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
PRINCIPALS = {
    "Basic good": Principal("TEST"),
    "Basic other": Principal("MORE"),
    "Basic bound": Principal("TEST", "1"),
    "Bearer reads": Principal("TEST", scopes=frozenset({"read"})),
    "Bearer writes": Principal("TEST", scopes=frozenset({"write"})),
}


def authenticate(headers: Mapping[str, str]) -> Principal:
    presented = headers.get("Authorization", "")
    if presented == "Basic guess":
        raise Refusal("rate_limited")
    if presented not in PRINCIPALS:
        raise Refusal("unauthorized")
    return PRINCIPALS[presented]


def authorize(route: Route, who: Principal, path: Mapping[str, str]) -> str:
    if route.scope == "bound":
        return f"account {path['account_id']}"
    if path.get("thing_id") == "foreign":
        raise Refusal("not_found")
    return "resource"


def things_create(request: Request) -> Answer:
    body = request.body
    if body == "crash":
        raise RuntimeError(SECRET)
    if body == "conflict":
        raise Conflict
    if body == "key":
        return Answer({"key": request.idempotency_key})
    return Answer({"saw": str(body), "resource": request.resource}, 201)


def form_create(request: Request) -> Answer:
    assert request.principal == Principal("")
    if request.body == {"do": "crash"}:
        raise RuntimeError(SECRET)
    if request.body == {"do": "field"}:
        raise Refusal("invalid_field", "do")
    if request.body == {"do": "conflict"}:
        raise Conflict
    return Answer(request.body)


def form_error(reason: str, request_id: str, field: str | None) -> Answer:
    return Answer({"error": reason, "id": request_id, "field": field}, REASONS[reason].status)


def api(clock: VirtualClock | None = None) -> HttpApi:
    return HttpApi(
        "toy",
        ROUTES,
        {
            "colours_list": lambda _: Answer([]),
            "form_create": form_create,
            "own_get": lambda request: Answer([dict(request.path), request.resource]),
            "health_get": lambda request: Answer(request.principal.correspondent),
            "things_create": things_create,
            "things_delete": lambda _: Answer(None, 204),
            "things_list": lambda _: Answer([]),
        },
        authenticate,
        authorize,
        RateLimiter(LIMIT, clock or VirtualClock(START)),
        {"form_create": Dialect(parse_form, form_error)},
    )


API = api()


def call(
    path: str = "/v1/things/1",
    data: bytes = b"1",
    method: str = "POST",
    auth: str | None = "Basic good",
    headers: dict[str, str] | None = None,
    on: HttpApi = API,
) -> flask.Response:
    all_headers = {**(headers or {}), **({"Authorization": auth} if auth else {})}
    builder = EnvironBuilder(path=path, method=method, data=data, headers=list(all_headers.items()))
    return on.serve(flask.Request(builder.get_environ()))


def reason(response: flask.Response) -> Any:
    return json.loads(response.get_data())["reason"]


def test_a_bound_route_means_the_account_of_the_key() -> None:
    response = call("/v2/own", method="GET", auth="Basic bound")
    assert response.get_json() == [{"account_id": "1"}, "account 1"]


@pytest.mark.parametrize("auth", ["Basic good", "Bearer reads"])
def test_a_bound_route_is_not_for_keys_of_the_whole_partner(auth: str) -> None:
    response = call("/v2/own", method="GET", auth=auth)
    assert (response.status_code, reason(response)) == (403, "key_not_bound")


def test_answer_is_json_with_the_request_id() -> None:
    response = call(headers={"X-Request-Id": REQUEST_ID})
    assert response.status_code == 201
    assert response.headers["X-Request-Id"] == REQUEST_ID
    assert response.content_type == "application/json"


@pytest.mark.parametrize("given", [SECRET, "12345678", "34-600-111-222", f"{REQUEST_ID}0"])
def test_request_id_that_is_no_id_is_replaced(given: str) -> None:
    answered = call(headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert given not in answered and len(answered) == 36


def test_credentials_are_checked_before_the_resource_and_the_body() -> None:
    response = call("/v1/things/foreign", b"{broken", auth=None)
    assert (response.status_code, reason(response)) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Basic")


def test_rights_are_checked_before_the_body() -> None:
    response = call("/v1/things/foreign", b"{broken")
    assert (response.status_code, reason(response)) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [b"", b"{broken", b"NaN", b"[Infinity]", b'{"a":1,"a":2}', b"\xff", b"[" * 20_000, b"-"],
)
def test_body_that_is_no_json_is_malformed(body: bytes) -> None:
    response = call(data=body)
    assert (response.status_code, reason(response)) == (400, "malformed_body")


@pytest.mark.parametrize("key", [None, "k", "72bdf18f-7410-43ec-b4e8-b6e41c5c0160", "x" * 128])
def test_an_idempotency_key_reaches_the_operation(key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    assert json.loads(call(data=b'"key"', headers=headers).get_data()) == {"key": key}


@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "ana garc\xeda"])
def test_an_idempotency_key_is_a_short_visible_word(key: str) -> None:
    response = call(data=b'"key"', headers={"Idempotency-Key": key})
    assert (response.status_code, reason(response)) == (400, "invalid_parameter")


def test_oversized_body_is_refused() -> None:
    response = call(data=b'"' + b"x" * BODY_BYTES_MAX + b'"')
    assert (response.status_code, reason(response)) == (413, "body_too_large")


def test_numbers_keep_their_exact_decimals() -> None:
    assert json.loads(call(data=b"[0.1, 1e-09, 3]").get_data())["saw"] == (
        "[Decimal('0.1'), Decimal('1E-9'), Decimal('3')]"
    )


def test_unknown_path_and_wrong_verb_are_json() -> None:
    assert reason(call("/v1/nothing")) == "not_found"
    wrong_verb = call("/v1/things", method="DELETE")
    assert (wrong_verb.status_code, reason(wrong_verb)) == (405, "method_not_allowed")


def test_contention_is_a_retryable_503() -> None:
    response = call(data=b'"conflict"')
    assert (response.status_code, reason(response)) == (503, "unavailable")
    assert json.loads(response.get_data())["retryable"] is True
    assert response.headers["Retry-After"] == "1"


def test_crash_shows_its_type_in_the_log_and_nothing_else(
    capfd: pytest.CaptureFixture[str],
) -> None:
    response = call(data=b'"crash"')
    logged = capfd.readouterr().err
    assert (response.status_code, reason(response)) == (500, "internal")
    assert SECRET not in response.get_data(as_text=True) + logged
    assert "RuntimeError" in logged


def test_log_has_the_operation_and_no_path_value(capfd: pytest.CaptureFixture[str]) -> None:
    call("/v1/things/some-account", headers={"User-Agent": SECRET})
    logged = capfd.readouterr().err
    assert json.loads(logged)["operation"] == "things_create"
    assert "some-account" not in logged
    assert SECRET not in logged


def test_no_answer_is_kept_by_a_cache() -> None:
    for response in (call(), call(auth=None), call("/v1/health", method="GET", auth=None)):
        assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_without_content_has_none() -> None:
    response = call(method="DELETE", data=b"")
    assert (response.status_code, response.get_data()) == (204, b"")


def test_open_routes_need_no_credentials_and_look_at_none() -> None:
    for auth in (None, "Basic good", "Basic wrong"):
        response = call("/v1/health", b"", "GET", auth)
        assert (response.status_code, response.get_data()) == (200, b'""')
        assert not any(name in response.headers for name in RATE_HEADERS)


@pytest.mark.parametrize(
    ("path", "method", "auth", "status"),
    [
        ("/v1/things", "GET", "Basic bound", 403),
        ("/v1/things", "GET", "Basic good", 200),
        ("/v1/colours", "GET", "Basic bound", 200),
        ("/v1/things/1", "POST", "Basic bound", 201),
    ],
)
def test_a_bound_key_is_not_for_what_is_the_whole_partners(
    path: str, method: str, auth: str, status: int
) -> None:
    response = call(path, b"1", method, auth)
    assert response.status_code == status
    assert status != 403 or reason(response) == "forbidden"


@pytest.mark.parametrize(
    ("auth", "refused"),
    [("Bearer reads", {"POST", "DELETE"}), ("Bearer writes", {"GET"})],
)
def test_scopes_go_by_the_verb(auth: str, refused: set[str]) -> None:
    for path, method in (("/v1/things", "GET"), ("/v1/things/1", "POST")):
        response = call(path, b"{broken" if method in refused else b"1", method, auth)
        if method in refused:
            assert (response.status_code, reason(response)) == (403, "insufficient_scope")
        else:
            assert response.status_code < 300
    assert (call("/v1/things/1", b"", "DELETE", auth).status_code == 403) == ("DELETE" in refused)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/v1/things/1", b"1", 201),
        ("/v1/things/1", b"{broken", 400),
        ("/v1/things/foreign", b"1", 404),
        ("/v1/things/1", b'"crash"', 500),
        ("/v1/things/1", b'"conflict"', 503),
        ("/v1/things/1", b'"' + b"x" * BODY_BYTES_MAX + b'"', 413),
    ],
)
def test_every_authenticated_answer_says_what_is_left(path: str, data: bytes, status: int) -> None:
    one, first = api(), "999"
    response = call(path, data, on=one)
    assert response.status_code == status
    reset = str(int(START.timestamp()) + 60)
    assert [response.headers[name] for name in RATE_HEADERS] == ["1000", first, reset]
    assert call(path, data, on=one).headers["X-RateLimit-Remaining"] == "998"


def test_refused_callers_learn_nothing_of_anybodys_limit() -> None:
    for auth in (None, "Basic wrong", "Basic guess"):
        assert not any(name in call(auth=auth).headers for name in RATE_HEADERS)


def test_beyond_the_limit_is_429_before_rights_and_body() -> None:
    clock = VirtualClock(START)
    one = api(clock)
    for _ in range(LIMIT):
        assert call("/v1/colours", b"", "GET", on=one).status_code == 200
    response = call("/v1/things/foreign", b"{broken", on=one)
    assert (response.status_code, reason(response)) == (429, "rate_limited")
    assert json.loads(response.get_data())["retryable"] is True
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert response.headers["Retry-After"] == "61"
    assert call("/v1/colours", b"", "GET", "Basic other", on=one).status_code == 200
    clock.advance_ms(61_000)
    assert call("/v1/colours", b"", "GET", on=one).status_code == 200


def test_who_guesses_is_told_to_wait_for_the_next_minute() -> None:
    clock = VirtualClock(START)
    clock.advance_ms(15_000)
    response = call(auth="Basic guess", on=api(clock))
    assert (response.status_code, reason(response)) == (429, "rate_limited")
    assert response.headers["Retry-After"] == "45"


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("data", "headers", "status", "error"),
    [
        (b"do=crash", FORM, 500, "internal"),
        (b"do=field", FORM, 422, "invalid_field"),
        (b"do=conflict", FORM, 503, "unavailable"),
        (b"a=1&a=2", FORM, 400, "malformed_body"),
        (b'{"a": 1}', {"Content-Type": "application/json"}, 400, "malformed_body"),
        (b"a=" + b"x" * BODY_BYTES_MAX, FORM, 413, "body_too_large"),
    ],
)
def test_a_dialect_words_every_error_of_its_route(
    data: bytes, headers: dict[str, str], status: int, error: str
) -> None:
    response = call("/v1/form", data, auth=None, headers=headers)
    assert response.status_code == status
    body = json.loads(response.get_data())
    field = "do" if error == "invalid_field" else None
    assert body == {"error": error, "id": response.headers["X-Request-Id"], "field": field}


def test_a_dialect_reads_its_own_bodies() -> None:
    response = call("/v1/form", b"a=1&b=2", auth=None, headers=FORM)
    assert json.loads(response.get_data()) == {"a": "1", "b": "2"}


def test_a_wrong_verb_on_a_dialects_route_is_an_error_like_any_other() -> None:
    assert reason(call("/v1/form", b"", "DELETE", None)) == "method_not_allowed"


def test_routes_of_another_function_are_not_found() -> None:
    response = call("/v1/toys", b"", "GET")
    assert (response.status_code, reason(response)) == (404, "not_found")
