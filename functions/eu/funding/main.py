"""The public funding function: transfers, journals. It sees references, no name and no IBAN."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import flask

import shared.eu
from shared.core.documents import Snapshot
from shared.core.http import Principal
from shared.core.routes import Route, load
from shared.eu.funding.api import (
    journals_cancel,
    journals_create,
    journals_create_batch,
    journals_create_reverse_batch,
    journals_get,
    journals_list,
    transfers_cancel,
    transfers_create,
    transfers_list,
)
from shared.eu.funding.wiring import funding as services
from shared.gcp.http import HttpApi


def funding(request: flask.Request) -> flask.Response:
    """Serve the routes of this function."""
    return _api().serve(request)


@cache
def _api() -> HttpApi:
    built = services()

    def authorize(route: Route, who: Principal, path: Mapping[str, str]) -> Snapshot | None:
        if route.scope != "account":
            return None
        return built.access.own_account(who, path["account_id"])

    return HttpApi(
        function="funding",
        routes=load(Path(str(shared.eu.__file__)).with_name("routes.json")),
        operations={
            "journals_cancel": journals_cancel.operation(built.journals),
            "journals_create": journals_create.operation(built.journals),
            "journals_create_batch": journals_create_batch.operation(built.journals),
            "journals_create_reverse_batch": journals_create_reverse_batch.operation(
                built.journals
            ),
            "journals_get": journals_get.operation(built.journals),
            "journals_list": journals_list.operation(built.journals),
            "transfers_cancel": transfers_cancel.operation(built.transfers),
            "transfers_create": transfers_create.operation(built.transfers),
            "transfers_list": transfers_list.operation(built.transfers),
        },
        authenticate=built.authenticator.authenticate,
        authorize=authorize,
    )
