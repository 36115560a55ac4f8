"""The public auth function: access tokens, the keys that verify them, the API's own description."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Never

import flask

import shared.eu
from shared.core.errors import Refusal
from shared.core.routes import load
from shared.eu.auth.api import jwks_get, oauth_jwks_get, openapi_get, token_create
from shared.eu.auth.wiring import auth as services
from shared.gcp.http import HttpApi
from shared.gcp.http_bodies import Dialect, parse_form


def auth(request: flask.Request) -> flask.Response:
    """Serve the routes of this function."""
    return _api().serve(request)


@cache
def _api() -> HttpApi:
    built = services()
    tables = Path(str(shared.eu.__file__))
    document = json.loads(tables.with_name("openapi.json").read_text())
    return HttpApi(
        function="auth",
        routes=load(tables.with_name("routes.json")),
        operations={
            "jwks_get": jwks_get.operation(built.signer),
            "oauth_jwks_get": oauth_jwks_get.operation(built.signer),
            "openapi_get": openapi_get.operation(document),
            "token_create": token_create.operation(built.desk),
        },
        authenticate=_admit_nobody,
        authorize=_own_nothing,
        dialects={"token_create": Dialect(parse_form, token_create.error_answer)},
    )


def _admit_nobody(_: Mapping[str, str]) -> Never:
    # Every route of this function is open: its callers have yet to get their tokens.
    raise Refusal("unauthorized")


def _own_nothing(*_: object) -> Never:
    raise Refusal("not_found")
