"""Build the market data context over the cloud's drivers."""

from shared.border.signing import Signer
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.logs import log
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings
from shared.us.marketdata.service.market_data import MarketData, assemble


def build(settings: Settings) -> MarketData:
    """Return the handlers of the jobs."""
    documents = FirestoreDocuments(
        settings.project, settings.database, settings.firestore_host, COUNTERS
    )
    messages = PubSubMessages(
        settings.project, settings.pubsub_host, COUNTERS, region=settings.region
    )
    signer = Signer.from_seed(settings.border_key_id, settings.border_signing_seed)
    return assemble(documents, messages, SystemClock(), SystemEntropy(), signer, observe)


def observe(event: str, reason: str) -> None:
    """Log a job that failed."""
    log("WARNING", event, function="marketdata", reason=reason)
