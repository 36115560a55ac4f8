"""Build the sequencer over the drivers; once an instance, when first needed."""

from functools import cache

from shared.eu.events.service.sequencer import Sequencer
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import settings


@cache
def sequencer() -> Sequencer:
    """Return this instance's sequencer."""
    configured = settings()
    documents = FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )
    messages = PubSubMessages(
        configured.project, configured.pubsub_host, COUNTERS, region=configured.region
    )
    return Sequencer(documents, messages, SystemClock(), SystemEntropy())
