"""The HTTP layer of every public function: route, authenticate, limit, authorize, parse, answer.

Credentials, the rate limit and rights are checked before the body is looked at (D12-D14). Whatever
happens inside, the answer is JSON, carries the request id, and quotes nothing of the request.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic_ns
from typing import Any
from uuid import uuid4  # noqa: TID251  # request ids at the outermost edge; nothing replays them

from flask import Request as FlaskRequest
from flask import Response

from shared.core.errors import Refusal, StoreError
from shared.core.http import Answer, File, Operation, Principal, Request
from shared.core.ids import REQUEST_ID_FORM
from shared.core.reasons import REASONS, problem
from shared.core.routes import BODY_BYTES_MAX, Route, find
from shared.gcp.http_bodies import Dialect, parse_json
from shared.gcp.logs import log
from shared.gcp.rate_limit import Allowance, RateLimiter, process_limiter

NOBODY = Principal("")
# Read from the server's own map: looking headers up by name costs more than the whole login.
_CREDENTIALS = {
    "HTTP_AUTHORIZATION": "Authorization",
    "HTTP_APCA_API_KEY_ID": "APCA-API-KEY-ID",
    "HTTP_APCA_API_SECRET_KEY": "APCA-API-SECRET-KEY",
}
_IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,128}")
JSON_TYPE = "application/json"
_FILE_HEADERS = [("Content-Disposition", "attachment"), ("X-Content-Type-Options", "nosniff")]
_CHALLENGE = 'Basic realm="two-ledger", Bearer realm="two-ledger"'

Authenticate = Callable[[Mapping[str, str]], Principal]
Authorize = Callable[[Route, Principal, Mapping[str, str]], Any]


@dataclass(slots=True)
class _Exchange:
    """One request on its way: what is known of it so far, also when it fails."""

    request: FlaskRequest
    request_id: str
    route: Route | None = None
    allowance: Allowance | None = None
    reason: str | None = None

    @property
    def operation(self) -> str:
        return self.route.operation if self.route else "unrouted"


@dataclass(frozen=True, slots=True)
class HttpApi:
    """What one public function serves: of the one list of routes, its own.

    `authorize` returns the resource that the path names, or raises Refusal; it is not asked for
    open routes. The path of a bound route names the key's account as `account_id`. `dialects` are
    by operation. Unless told, the limiter is the process's own.
    """

    function: str
    routes: Sequence[Route]
    operations: Mapping[str, Operation]
    authenticate: Authenticate
    authorize: Authorize
    limiter: RateLimiter = field(default_factory=process_limiter)
    dialects: Mapping[str, Dialect] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = tuple(route for route in self.routes if route.function == self.function)
        object.__setattr__(self, "routes", own)

    def serve(self, request: FlaskRequest) -> Response:
        """Answer one request."""
        started_ns = monotonic_ns()
        exchange = _Exchange(request, _request_id(request))
        answer = self._answer(exchange)
        log(
            "INFO" if answer.status < 500 else "ERROR",
            "request",
            function=self.function,
            operation=exchange.operation,
            request_id=exchange.request_id,
            status=answer.status,
            reason=exchange.reason,
            duration_ms=(monotonic_ns() - started_ns) // 1_000_000,
        )
        return self._response(answer, exchange)

    def _answer(self, exchange: _Exchange) -> Answer:
        try:
            return self._call(exchange)
        except Refusal as refusal:
            return self._refuse(exchange, refusal)
        except StoreError as error:
            _log_failure(exchange, "store", error)
            return self._refuse(exchange, Refusal("unavailable"))
        except Exception as error:
            _log_failure(exchange, "unexpected", error)
            return self._refuse(exchange, Refusal("internal"))

    def _call(self, exchange: _Exchange) -> Answer:
        request = exchange.request
        route, path = find(self.routes, request.method, request.path)
        exchange.route = route
        principal, resource = NOBODY, None
        if route.scope != "open":
            principal = self._admit(route, exchange)
            path = _path_of(route, path, principal)
            resource = self.authorize(route, principal, path)
        body = self._body(exchange) if request.method in ("POST", "PUT", "PATCH") else None
        key = _idempotency_key(request)
        operation = self.operations[route.operation]
        return operation(Request(principal, path, request.args.to_dict(), body, resource, key))

    def _admit(self, route: Route, exchange: _Exchange) -> Principal:
        """Return who asks, where it is not too often and the credentials are good for the route."""
        principal = self.authenticate(_credentials(exchange.request))
        exchange.allowance = self.limiter.take(principal.correspondent)
        if not exchange.allowance.admitted:
            raise Refusal("rate_limited")
        if ("read" if route.method == "GET" else "write") not in principal.scopes:
            raise Refusal("insufficient_scope")
        if route.scope == "partner" and principal.account_id is not None:
            raise Refusal("forbidden")
        if route.scope == "bound" and principal.account_id is None:
            raise Refusal("key_not_bound")
        return principal

    def _body(self, exchange: _Exchange) -> Any:
        route = exchange.route
        data = _read_body(exchange.request, route.body_bytes_max if route else BODY_BYTES_MAX)
        dialect = self.dialects.get(exchange.operation)
        return dialect.parse(data, exchange.request.mimetype) if dialect else parse_json(data)

    def _refuse(self, exchange: _Exchange, refusal: Refusal) -> Answer:
        exchange.reason = refusal.reason
        dialect = self.dialects.get(exchange.operation)
        if dialect is not None:
            return dialect.error(refusal.reason, exchange.request_id, refusal.field)
        return error_answer(refusal.reason, exchange.request_id, refusal.field)

    def _response(self, answer: Answer, exchange: _Exchange) -> Response:
        data, media_type = _rendered(answer)
        headers = [
            ("Content-Type", media_type),
            ("X-Request-Id", exchange.request_id),
            ("Cache-Control", "no-store"),
        ]
        if isinstance(answer.body, File):
            headers += _FILE_HEADERS
        if answer.status == 401:
            headers.append(("WWW-Authenticate", _CHALLENGE))
        if answer.status in (429, 503):
            headers.append(("Retry-After", str(self._retry_after_s(answer, exchange))))
        if exchange.allowance is not None:
            headers += exchange.allowance.headers
        return Response(data, answer.status, headers)

    def _retry_after_s(self, answer: Answer, exchange: _Exchange) -> int:
        if answer.status == 503:
            return 1
        allowance = exchange.allowance
        return allowance.retry_after_s if allowance else self.limiter.window_left_s()


def error_answer(reason: str, request_id: str, field: str | None = None) -> Answer:
    """Build the error body of D14 from the table of reasons."""
    return Answer(problem(reason, request_id, field), REASONS[reason].status)


def _path_of(route: Route, path: Mapping[str, str], principal: Principal) -> Mapping[str, str]:
    """Add the account that a bound route means, as if its path had named it."""
    if route.scope != "bound" or principal.account_id is None:
        return path
    return {**path, "account_id": principal.account_id}


def _request_id(request: FlaskRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID_FORM.fullmatch(given) else str(uuid4())


def _credentials(request: FlaskRequest) -> dict[str, str]:
    given = request.environ
    return {name: given[variable] for variable, name in _CREDENTIALS.items() if variable in given}


def _idempotency_key(request: FlaskRequest) -> str | None:
    key: str | None = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise Refusal("invalid_parameter", "Idempotency-Key")
    return key


def _read_body(request: FlaskRequest, bytes_max: int) -> bytes:
    if (request.content_length or 0) > bytes_max:
        raise Refusal("body_too_large")
    data = request.stream.read(bytes_max + 1)
    if len(data) > bytes_max:
        raise Refusal("body_too_large")
    return data


def _log_failure(exchange: _Exchange, event: str, error: Exception) -> None:
    """Write the type alone: texts of libraries quote values."""
    log("ERROR", event, request_id=exchange.request_id, error=type(error).__name__)


def _rendered(answer: Answer) -> tuple[bytes, str]:
    if isinstance(answer.body, File):
        return answer.body.content, answer.body.media_type
    data = b"" if answer.status == 204 else json.dumps(answer.body, separators=(",", ":")).encode()
    return data, JSON_TYPE
