"""US market data: ticks the simulated prices (push consumer of the jobs topic)."""

from functools import cache

from flask import Request, Response

from shared.gcp.push import serve
from shared.gcp.settings import settings
from shared.us.marketdata.service.ticker import Ticker
from shared.us.marketdata.wiring import build


@cache
def ticker() -> Ticker:
    """Return this instance's ticker, made with the first delivery."""
    return build(settings())


def marketdata(request: Request) -> Response:
    """Serve the push subscription of the jobs topic."""
    return serve(request, {"/jobs": ticker().handle_job})
