"""Build the orders context over the cloud's drivers."""

from shared.border.signing import Signer, Verifier
from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.logs import log
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings
from shared.us.orders.service.orders_function import OrdersFunction, Ports, assemble

HOURS: dict[str, MarketHours] = {"real": RealHours(), "always": AlwaysOpen()}


def build(settings: Settings) -> OrdersFunction:
    """Return the handlers of the orders function."""
    documents = FirestoreDocuments(
        settings.project, settings.database, settings.firestore_host, COUNTERS
    )
    messages = PubSubMessages(
        settings.project, settings.pubsub_host, COUNTERS, region=settings.region
    )
    ports = Ports(
        documents,
        messages,
        SystemClock(),
        SystemEntropy(),
        HOURS[settings.market_hours],
        Signer.from_seed(settings.border_key_id, settings.border_signing_seed),
        Verifier.from_hex(settings.border_peer_keys),
        settings.quote_age_max_ms,
        observe,
    )
    return assemble(ports)


def observe(event: str, reason: str) -> None:
    """Log what was neither done nor asked for again."""
    log("WARNING", event, function="orders", reason=reason)
