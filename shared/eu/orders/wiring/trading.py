"""Build the services of the public trading function."""

from dataclasses import dataclass
from functools import cache

from shared.core.cached_reader import CachedReader
from shared.core.market_hours import MarketHours
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.accounts.service.portfolio import Portfolio
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.events.wiring import recording
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.checks import MarketChecks
from shared.eu.orders.service.close import CloseDesk
from shared.eu.orders.service.estimate import EstimateDesk
from shared.eu.orders.service.place import OrderDesk
from shared.eu.orders.service.replace import ReplaceDesk
from shared.eu.orders.wiring.drivers import HOURS, dispatch, quote_board
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import settings


@dataclass(frozen=True, slots=True)
class TradingServices:
    """What the public trading function serves with."""

    authenticator: Authenticator
    access: AccountAccess
    portfolio: Portfolio
    hours: MarketHours
    desk: OrderDesk
    cancels: CancelDesk
    closing: CloseDesk
    estimates: EstimateDesk
    replacing: ReplaceDesk


@cache
def trading() -> TradingServices:
    """Build the services of the trading function."""
    configured, clock = settings(), SystemClock()
    documents, entropy = recording(configured), SystemEntropy()
    board = quote_board(configured, documents, clock)
    hours = HOURS[configured.market_hours]
    voice = dispatch(configured, clock)
    checks = MarketChecks(clock, board, hours)
    desk = OrderDesk(documents, clock, entropy, checks, voice)
    cancels = CancelDesk(documents, clock, entropy, voice)
    return TradingServices(
        authenticator=Authenticator(CachedReader(documents, clock, CACHE_TTL_MS)),
        access=AccountAccess(documents),
        portfolio=Portfolio(documents, clock, board),
        hours=hours,
        desk=desk,
        cancels=cancels,
        closing=CloseDesk(documents, clock, desk, cancels),
        estimates=EstimateDesk(desk, entropy),
        replacing=ReplaceDesk(documents, clock, entropy, checks, voice),
    )
