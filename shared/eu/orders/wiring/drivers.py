"""What the functions of the order path share: drivers over the settings."""

from shared.border.signing import Signer
from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock
from shared.core.documents import Documents
from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.quotes.service import QuoteBoard
from shared.gcp.clock import SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings

QUOTE_TTL_MS = 1_000
HOURS: dict[str, MarketHours] = {"real": RealHours(), "always": AlwaysOpen()}


def dispatch(configured: Settings, clock: Clock) -> Dispatch:
    """Return the voice on the orders topic."""
    messages = PubSubMessages(
        configured.project, configured.pubsub_host, COUNTERS, region=configured.region
    )
    signer = Signer.from_seed(configured.border_key_id, configured.border_signing_seed)
    return Dispatch(messages, clock, SystemEntropy(), signer)


def quote_board(configured: Settings, documents: Documents, clock: Clock) -> QuoteBoard:
    """Return the last known prices."""
    return QuoteBoard(CachedReader(documents, clock, QUOTE_TTL_MS), configured.quote_age_max_ms)
