"""Build the order path's services from settings; once an instance, when first needed."""

from dataclasses import dataclass
from functools import cache

from shared.border.signing import Signer, Verifier
from shared.core.cached_reader import CachedReader
from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.accounts.service.portfolio import Portfolio
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.eu.orders.service.book import BookingDesk
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.intake import Intake, opener
from shared.eu.orders.service.place import OrderDesk
from shared.eu.orders.service.sweep import Sweeper
from shared.eu.quotes.service import QuoteBoard
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings, settings

QUOTE_TTL_MS = 1_000
HOURS: dict[str, MarketHours] = {"real": RealHours(), "always": AlwaysOpen()}


@dataclass(frozen=True, slots=True)
class TradingServices:
    """What the public trading function serves with."""

    authenticator: Authenticator
    access: AccountAccess
    portfolio: Portfolio
    hours: MarketHours
    desk: OrderDesk


@dataclass(frozen=True, slots=True)
class BooksServices:
    """What the books function consumes deliveries with."""

    intake: Intake
    sweeper: Sweeper


@cache
def trading() -> TradingServices:
    """Build the services of the trading function."""
    configured, clock = settings(), SystemClock()
    documents = _documents(configured)
    board = _board(configured, documents, clock)
    hours = HOURS[configured.market_hours]
    dispatch = _dispatch(configured, clock)
    return TradingServices(
        authenticator=Authenticator(CachedReader(documents, clock, CACHE_TTL_MS)),
        access=AccountAccess(documents),
        portfolio=Portfolio(documents, clock, board),
        hours=hours,
        desk=OrderDesk(documents, clock, SystemEntropy(), board, hours, dispatch),
    )


@cache
def books() -> BooksServices:
    """Build the services of the books function."""
    configured, clock = settings(), SystemClock()
    documents = _documents(configured)
    dispatch = _dispatch(configured, clock)
    board = _board(configured, documents, clock)
    desk = BookingDesk(documents, clock, SystemEntropy(), board, dispatch)
    verifier = Verifier.from_hex(configured.border_peer_keys)
    return BooksServices(
        intake=Intake(documents, clock, opener(verifier), desk),
        sweeper=Sweeper(documents, clock, dispatch),
    )


def _documents(configured: Settings) -> FirestoreDocuments:
    return FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )


def _dispatch(configured: Settings, clock: SystemClock) -> Dispatch:
    messages = PubSubMessages(
        configured.project, configured.pubsub_host, COUNTERS, region=configured.region
    )
    signer = Signer.from_seed(configured.border_key_id, configured.border_signing_seed)
    return Dispatch(messages, clock, SystemEntropy(), signer)


def _board(configured: Settings, documents: FirestoreDocuments, clock: SystemClock) -> QuoteBoard:
    return QuoteBoard(CachedReader(documents, clock, QUOTE_TTL_MS), configured.quote_age_max_ms)
