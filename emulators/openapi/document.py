"""Put the document together: every route of the one list, with what the code says of it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from emulators.openapi import operations, person_schemas, trading_schemas
from emulators.openapi.documented import FORM, Documented
from emulators.openapi.operations import OPERATIONS
from emulators.openapi.refusals import reasons_of
from emulators.openapi.words import Schema, flag, integer, named, record, text
from emulators.sandbox import ROOT
from shared.core.reasons import REASONS
from shared.core.routes import Route, load

ROUTES = ROOT / "shared" / "eu" / "routes.json"
FILE = ROOT / "shared" / "eu" / "openapi.json"
VERSION = "3.1.0"
LINES_DEPTH = 3
SCOPES = {
    "open": "Anybody, without credentials.",
    "reference": "Every key; the answer is the same for all partners.",
    "partner": "Keys of the whole partner; one that is bound to one account is refused.",
    "account": "The account in the path must be the partner's own, else it is not found.",
    "bound": "Keys that are bound to an account, which is the one that is meant.",
}
_DESCRIPTION = (
    "A brokerage for Europe, compatible with Alpaca's Broker API. Money, quantities and prices are "
    "texts; balances are in euro, a `usd` block has the dollars. Errors are JSON with a stable "
    "`reason`; `retryable: true` means that the same request may simply be repeated."
)
_TAGS = (
    "Orders", "Positions", "Accounts", "Activities", "Funding", "Journals", "Documents", "Market",
    "Events", "Sign in", "Reference",
)  # fmt: skip
_SECURITY: list[dict[str, list[str]]] = [{"basic": []}, {"bearer": []}, {"key": [], "secret": []}]
_SCHEMES = {
    "basic": {"type": "http", "scheme": "basic", "description": "API key and secret."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of /v1/oauth2/token."},
    "key": {"type": "apiKey", "in": "header", "name": "APCA-API-KEY-ID"},
    "secret": {"type": "apiKey", "in": "header", "name": "APCA-API-SECRET-KEY"},
}


def build(routes_file: Path = ROUTES) -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    known: set[str] = set()
    for route in load(routes_file):
        name = route.operation
        if name in known:  # another path of an operation
            name = f"{name}_{route.version}"
        known.add(name)
        paths[route.path][route.method.lower()] = _operation(route, name)
    return {
        "openapi": VERSION,
        "info": {"title": "Two-Ledger", "version": "0.1.0", "description": _DESCRIPTION},
        "tags": [{"name": name} for name in _TAGS],
        "paths": dict(paths),
        "components": {"securitySchemes": _SCHEMES, "schemas": _schemas()},
        "x-reasons": {
            name: {
                "status": row.status,
                "code": row.code,
                "message": row.message,
                "retryable": row.retryable,
            }
            for name, row in REASONS.items()
        },
        "x-scopes": SCOPES,
    }


def rendered() -> str:
    """Return the document as the repository keeps it: a line for each thing that may change."""
    return _lines(build(), LINES_DEPTH) + "\n"


def _lines(value: Any, depth: int) -> str:
    if not depth or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    fields = (f"{json.dumps(name)}: {_lines(each, depth - 1)}" for name, each in value.items())
    return "{\n" + ",\n".join(fields) + "\n}"


def _operation(route: Route, name: str) -> dict[str, Any]:
    told = OPERATIONS.get(route.operation) or Documented("Other", route.operation)
    described: dict[str, Any] = {
        "operationId": name,
        "tags": [told.tag],
        "summary": told.summary,
        "parameters": [*_in_path(route), *_in_query(route, told)],
        "responses": {str(told.status): _answer(told)} | _errors(route, told),
        "security": [] if route.scope == "open" else _SECURITY,
        "x-scope": route.scope,
        "x-rate-class": route.rate_class,
        "x-version": route.version,
    }
    if told.description:
        described["description"] = told.description
    if told.body is not None:
        content = {told.body_type: {"schema": told.body}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _in_path(route: Route) -> list[dict[str, Any]]:
    names = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _in_query(route: Route, told: Documented) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": name in told.needs, "schema": schema}
        for name, schema in told.query.items()
        # The account is the key's own.
        if name != "account_id" or route.scope != "bound"
    ]


def _answer(told: Documented) -> dict[str, Any]:
    if told.answer is None:
        return {"description": "Done; no body."}
    return {"description": told.summary, "content": {told.answer_type: {"schema": told.answer}}}


def _errors(route: Route, told: Documented) -> dict[str, Any]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for reason in reasons_of(route):
        by_status[REASONS[reason].status].append(reason)
    schema = named("OAuthError" if told.body_type == FORM else "Error")
    return {
        str(status): {
            "description": _text_of(reasons),
            "content": {"application/json": {"schema": schema}},
            "x-reasons": reasons,
        }
        for status, reasons in sorted(by_status.items())
    }


def _text_of(reasons: Sequence[str]) -> str:
    return "; ".join(f"`{reason}`: {REASONS[reason].message}" for reason in reasons)


def _schemas() -> Mapping[str, Schema]:
    error = record(
        {
            "code": integer("Eight digits, stable."),
            "message": text("For people; it quotes nothing of the request."),
            "reason": text("For programs, stable.", enum=list(REASONS)),
            "request_id": text(),
            "retryable": flag("Whether the same request may simply be repeated."),
        },
        {"field": text("Which field of the request is at fault.")},
    )
    oauth_error = record({"error": text(), "error_description": text(), "request_id": text()})
    return {
        **trading_schemas.SCHEMAS,
        **person_schemas.SCHEMAS,
        **operations.SCHEMAS,
        "Error": error,
        "OAuthError": oauth_error,
    }
