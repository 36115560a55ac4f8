"""The public trading function: orders, accounts, positions, activities, assets, calendar, clock."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import flask

import shared.eu
from shared.core.documents import Snapshot
from shared.core.http import Principal
from shared.core.routes import Route, load
from shared.eu.accounts.api import account_get, positions_get, positions_list
from shared.eu.events.api import activities_get, activities_list, activities_list_type
from shared.eu.events.service.activities import ActivityLists
from shared.eu.orders.api import (
    orders_cancel,
    orders_cancel_all,
    orders_create,
    orders_estimate,
    orders_get,
    orders_get_by_client_id,
    orders_list,
    orders_replace,
    positions_close,
    positions_close_all,
)
from shared.eu.orders.wiring.trading import trading as services
from shared.eu.reference.api import assets_get, assets_list, calendar_get, clock_get
from shared.gcp.http import HttpApi


def trading(request: flask.Request) -> flask.Response:
    """Serve the routes of this function."""
    return _api().serve(request)


@cache
def _api() -> HttpApi:
    built = services()
    portfolio, documents = built.portfolio, built.access.documents
    activities = ActivityLists(documents)
    own_account = built.access.own_account

    def authorize(route: Route, who: Principal, path: Mapping[str, str]) -> Snapshot | None:
        if route.scope not in ("account", "bound"):
            return None
        return built.access.own_account(who, path["account_id"])

    return HttpApi(
        function="trading",
        routes=load(Path(str(shared.eu.__file__)).with_name("routes.json")),
        operations={
            "account_get": account_get.operation(portfolio),
            "activities_get": activities_get.operation(activities),
            "activities_list": activities_list.operation(activities, own_account),
            "activities_list_type": activities_list_type.operation(activities, own_account),
            "assets_get": assets_get.operation(),
            "assets_list": assets_list.operation(),
            "calendar_get": calendar_get.operation(),
            "clock_get": clock_get.operation(portfolio.clock, built.hours),
            "orders_cancel": orders_cancel.operation(built.cancels),
            "orders_cancel_all": orders_cancel_all.operation(built.cancels),
            "orders_create": orders_create.operation(built.desk),
            "orders_estimate": orders_estimate.operation(built.estimates),
            "orders_get": orders_get.operation(documents),
            "orders_get_by_client_id": orders_get_by_client_id.operation(documents),
            "orders_list": orders_list.operation(documents),
            "orders_replace": orders_replace.operation(built.replacing),
            "positions_close": positions_close.operation(built.closing),
            "positions_close_all": positions_close_all.operation(built.closing),
            "positions_get": positions_get.operation(portfolio),
            "positions_list": positions_list.operation(portfolio),
        },
        authenticate=built.authenticator.authenticate,
        authorize=authorize,
    )
