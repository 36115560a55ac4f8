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
from shared.core.routes import Route
from shared.gcp.http import BODY_BYTES_MAX, HttpApi
from shared.gcp.rate_limit import RateLimiter
from shared.memory.clock import VirtualClock

SECRET = "ana@example.org"
ROUTES = (
    Route("things_create", "POST", "/v1/things/{thing_id}", "toy", "account", "orders", "v1"),
    Route("things_list", "GET", "/v1/things", "toy", "partner", "read", "v1"),
)


def authenticate(headers: Mapping[str, str]) -> Principal:
    if headers.get("Authorization") != "Basic good":
        raise Refusal("unauthorized")
    return Principal("TEST")


def authorize(route: Route, who: Principal, path: Mapping[str, str]) -> str:
    if path.get("thing_id") == "foreign":
        raise Refusal("not_found")
    return "resource"


def things_create(request: Request) -> Answer:
    body = request.body
    if body == "crash":
        raise RuntimeError(SECRET)
    if body == "conflict":
        raise Conflict
    return Answer({"saw": str(body), "resource": request.resource}, 201)


API = HttpApi(
    "toy",
    ROUTES,
    {"things_create": things_create, "things_list": lambda _: Answer([])},
    authenticate,
    authorize,
    RateLimiter(1_000, VirtualClock(datetime(2026, 11, 20, tzinfo=UTC))),
)


def call(
    path: str = "/v1/things/1",
    data: bytes = b"1",
    method: str = "POST",
    auth: str | None = "Basic good",
    headers: dict[str, str] | None = None,
) -> flask.Response:
    all_headers = {**(headers or {}), **({"Authorization": auth} if auth else {})}
    builder = EnvironBuilder(path=path, method=method, data=data, headers=list(all_headers.items()))
    return API.serve(flask.Request(builder.get_environ()))


def reason(response: flask.Response) -> Any:
    return json.loads(response.get_data())["reason"]


def test_answer_is_json_with_the_request_id() -> None:
    response = call(headers={"X-Request-Id": "12345678-aaaa"})
    assert response.status_code == 201
    assert response.headers["X-Request-Id"] == "12345678-aaaa"
    assert response.content_type == "application/json"


def test_request_id_that_is_no_id_is_replaced() -> None:
    assert SECRET not in call(headers={"X-Request-Id": SECRET}).headers["X-Request-Id"]


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
