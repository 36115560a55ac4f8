"""The public identity function: accounts, their holders, their documents. It alone can decrypt."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import flask

import shared.eu
from shared.core.documents import Snapshot
from shared.core.http import Principal
from shared.core.routes import Route, load
from shared.eu.accounts.api import accounts_close, configurations_get, configurations_update
from shared.eu.identity.api import (
    accounts_create,
    accounts_get,
    accounts_list,
    accounts_update,
    demo_statements_create,
    documents_download,
    documents_get,
    documents_list,
    documents_upload,
    recipient_banks_create,
    recipient_banks_delete,
    recipient_banks_list,
)
from shared.eu.identity.wiring.identity import identity as services
from shared.gcp.http import HttpApi, error_answer
from shared.gcp.http_bodies import Dialect, parse_json
from shared.gcp.settings import settings


def identity(request: flask.Request) -> flask.Response:
    """Serve the routes of this function."""
    return _api().serve(request)


@cache
def _api() -> HttpApi:
    built = services()

    def authorize(route: Route, who: Principal, path: Mapping[str, str]) -> Snapshot | None:
        if route.scope not in ("account", "bound"):
            return None
        return built.access.own_account(who, path["account_id"])

    return HttpApi(
        function="identity",
        routes=load(Path(str(shared.eu.__file__)).with_name("routes.json")),
        operations={
            "accounts_close": accounts_close.operation(built.closing),
            "accounts_create": accounts_create.operation(built.onboarding, built.clock),
            "accounts_get": accounts_get.operation(built.profiles),
            "accounts_list": accounts_list.operation(built.directory, built.profiles),
            "accounts_update": accounts_update.operation(built.rectification, built.profiles),
            "configurations_get": configurations_get.operation(),
            "configurations_update": configurations_update.operation(built.configurator),
            "demo_statements_create": demo_statements_create.operation(
                built.statements, settings().bank
            ),
            "documents_download": documents_download.operation(built.document_desk),
            "documents_get": documents_get.operation(built.files),
            "documents_list": documents_list.operation(built.files),
            "documents_upload": documents_upload.operation(built.document_desk),
            "recipient_banks_create": recipient_banks_create.operation(built.banks),
            "recipient_banks_delete": recipient_banks_delete.operation(built.banks),
            "recipient_banks_list": recipient_banks_list.operation(built.banks),
        },
        authenticate=built.authenticator.authenticate,
        authorize=authorize,
        dialects={"accounts_close": Dialect(_optional_body, error_answer)},
    )


def _optional_body(data: bytes, _: str) -> Any:
    return parse_json(data) if data else None
