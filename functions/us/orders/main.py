"""US orders: takes what comes over the border, trades it, and reports (push consumer)."""

from functools import cache

from flask import Request, Response

from shared.core.messages import Delivery
from shared.gcp.push import serve
from shared.gcp.settings import settings
from shared.us.orders.service.intake import BorderIntake
from shared.us.orders.wiring import build


@cache
def intake() -> BorderIntake:
    """Return this instance's handler, made with the first delivery."""
    return build(settings())


def orders(request: Request) -> Response:
    """Serve the push subscriptions of the orders topic and of the region's jobs."""
    return serve(request, {"/border": intake().handle, "/jobs": _pass_by})


def _pass_by(delivery: Delivery) -> None:
    """Acknowledge a tick: the region's jobs so far are other functions'."""
