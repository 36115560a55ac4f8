"""US orders: takes what comes over the border, lets it trade with the ticks, reports (push)."""

from functools import cache

from flask import Request, Response

from shared.gcp.push import serve
from shared.gcp.settings import settings
from shared.us.orders.service.orders_function import OrdersFunction
from shared.us.orders.wiring import build


@cache
def services() -> OrdersFunction:
    """Return this instance's handlers, made with the first delivery."""
    return build(settings())


def orders(request: Request) -> Response:
    """Serve the push subscriptions on the orders, quotes and jobs topics."""
    function = services()
    handlers = {
        "/border": function.border.handle,
        "/ticks": function.ticks.handle,
        "/jobs": function.jobs.handle,
    }
    return serve(request, handlers)
