"""US orders: takes what comes over the border, trades it, and reports (push consumer)."""

from functools import cache

from flask import Request, Response

from shared.gcp.push import serve
from shared.gcp.settings import settings
from shared.us.orders.service.intake import BorderIntake
from shared.us.orders.wiring import build


@cache
def intake() -> BorderIntake:
    """Return this instance's handler, made with the first delivery."""
    return build(settings())


def orders(request: Request) -> Response:
    """Serve the push subscription on the orders topic."""
    return serve(request, {"/border": intake().handle})
