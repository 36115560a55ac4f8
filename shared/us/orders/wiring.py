"""Build the orders context over the cloud's drivers."""

from shared.border.codec import Opener
from shared.border.signing import Signer, Verifier
from shared.core.cached_reader import CachedReader
from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.logs import log
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings
from shared.us.marketdata.service.quote_cache import QUOTE_TTL_MS, QuoteCache
from shared.us.orders.service.intake import ACCEPTED, BorderIntake
from shared.us.orders.service.order_desk import OrderDesk
from shared.us.orders.service.report_sender import ReportSender

HOURS: dict[str, MarketHours] = {"real": RealHours(), "always": AlwaysOpen()}


def build(settings: Settings) -> BorderIntake:
    """Return the handler of the orders subscription."""
    clock, entropy = SystemClock(), SystemEntropy()
    documents = FirestoreDocuments(
        settings.project, settings.database, settings.firestore_host, COUNTERS
    )
    messages = PubSubMessages(
        settings.project, settings.pubsub_host, COUNTERS, region=settings.region
    )
    signer = Signer.from_seed(settings.border_key_id, settings.border_signing_seed)
    quotes = QuoteCache(CachedReader(documents, clock, QUOTE_TTL_MS), settings.quote_age_max_ms)
    desk = OrderDesk(
        documents,
        clock,
        entropy,
        HOURS[settings.market_hours],
        quotes,
        ReportSender(messages, clock, entropy, signer),
        observe,
    )
    opener = Opener(Verifier.from_hex(settings.border_peer_keys), ACCEPTED)
    return BorderIntake(opener, documents, clock, desk, observe)


def observe(event: str, reason: str) -> None:
    """Log what was neither done nor asked for again."""
    log("WARNING", event, function="orders", reason=reason)
