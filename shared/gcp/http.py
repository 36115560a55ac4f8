"""The HTTP layer of every public function: route, authenticate, authorize, parse, answer (D12-D14).

Credentials and rights are checked before the body is looked at. Whatever happens inside, the answer
is JSON, carries the request id, and quotes nothing of the request.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic_ns
from typing import Any
from uuid import uuid4  # noqa: TID251  # request ids at the outermost edge; nothing replays them

from flask import Request as FlaskRequest
from flask import Response

from shared.core.errors import Refusal, StoreError
from shared.core.http import Answer, Operation, Principal, Request
from shared.core.reasons import REASONS
from shared.core.routes import Route, find
from shared.gcp.logs import log

BODY_BYTES_MAX = 64 * 1024
_REQUEST_ID_FORM = re.compile(r"[0-9a-f-]{8,64}")
_CREDENTIAL_HEADERS = ("Authorization", "APCA-API-KEY-ID", "APCA-API-SECRET-KEY")

Authenticate = Callable[[Mapping[str, str]], Principal]
Authorize = Callable[[Route, Principal, Mapping[str, str]], Any]


@dataclass(frozen=True, slots=True)
class HttpApi:
    """What one public function serves.

    `authorize` returns the resource that the path names, or raises Refusal.
    """

    function: str
    routes: Sequence[Route]
    operations: Mapping[str, Operation]
    authenticate: Authenticate
    authorize: Authorize

    def serve(self, request: FlaskRequest) -> Response:
        """Answer one request."""
        started_ns = monotonic_ns()
        request_id = _request_id(request)
        operation, answer, reason = self._answer(request, request_id)
        log(
            "INFO" if answer.status < 500 else "ERROR",
            "request",
            function=self.function,
            operation=operation,
            request_id=request_id,
            status=answer.status,
            reason=reason,
            duration_ms=(monotonic_ns() - started_ns) // 1_000_000,
        )
        return _response(answer, request_id)

    def _answer(self, request: FlaskRequest, request_id: str) -> tuple[str, Answer, str | None]:
        operation = "unrouted"
        try:
            route, path = find(self.routes, request.method, request.path)
            operation = route.operation
            return operation, self._call(route, path, request), None
        except Refusal as refusal:
            return (
                operation,
                error_answer(refusal.reason, request_id, refusal.field),
                refusal.reason,
            )
        except StoreError as error:
            log("ERROR", "store", request_id=request_id, error=type(error).__name__)
            return operation, error_answer("unavailable", request_id), "unavailable"
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "unexpected", request_id=request_id, error=type(error).__name__)
            return operation, error_answer("internal", request_id), "internal"

    def _call(self, route: Route, path: Mapping[str, str], request: FlaskRequest) -> Answer:
        principal = self.authenticate(_credentials(request))
        resource = self.authorize(route, principal, path)
        body = _body(request) if request.method in ("POST", "PUT", "PATCH") else None
        operation = self.operations[route.operation]
        return operation(Request(principal, path, request.args.to_dict(), body, resource))


def error_answer(reason: str, request_id: str, field: str | None = None) -> Answer:
    """Build the error body of D14 from the table of reasons."""
    row = REASONS[reason]
    body: dict[str, Any] = {
        "code": row.code,
        "message": row.message,
        "reason": reason,
        "request_id": request_id,
        "retryable": row.retryable,
    }
    if field is not None:
        body["field"] = field
    return Answer(body, row.status)


def _request_id(request: FlaskRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if _REQUEST_ID_FORM.fullmatch(given) else str(uuid4())


def _credentials(request: FlaskRequest) -> dict[str, str]:
    return {name: request.headers[name] for name in _CREDENTIAL_HEADERS if name in request.headers}


def _body(request: FlaskRequest) -> Any:
    if (request.content_length or 0) > BODY_BYTES_MAX:
        raise Refusal("body_too_large")
    data = request.stream.read(BODY_BYTES_MAX + 1)
    if len(data) > BODY_BYTES_MAX:
        raise Refusal("body_too_large")
    return parse_json(data)


def parse_json(data: bytes) -> Any:
    """Parse a request body; every number becomes a Decimal from its own text (D5).

    Raises Refusal `malformed_body`: also for repeated keys, NaN and infinities, and deep nesting.
    """
    try:
        return json.loads(
            data.decode(),
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise Refusal("malformed_body") from None


def _no_constant(_: str) -> None:
    raise ValueError


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _response(answer: Answer, request_id: str) -> Response:
    data = json.dumps(answer.body, separators=(",", ":"))
    response = Response(data, answer.status, mimetype="application/json")
    response.headers["X-Request-Id"] = request_id
    if answer.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="two-ledger"'
    if answer.status in (429, 503):
        response.headers["Retry-After"] = "1"
    return response
