"""US market data: ticks the simulated prices, and halts (push consumer of the jobs topic)."""

from functools import cache

from flask import Request, Response

from shared.gcp.push import serve
from shared.gcp.settings import settings
from shared.us.marketdata.service.market_data import MarketData
from shared.us.marketdata.wiring import build


@cache
def services() -> MarketData:
    """Return this instance's handlers, made with the first delivery."""
    return build(settings())


def marketdata(request: Request) -> Response:
    """Serve the push subscription of the jobs topic."""
    return serve(request, {"/jobs": services().handle_job})
