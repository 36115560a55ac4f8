"""Build the sequencer, and who nudges it, over the drivers."""

from functools import cache

from shared.core.documents import Documents
from shared.eu.events.service.nudging import Nudges, NudgingDocuments
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.events.service.sweeps import Sweeps
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.messages import PubSubMessages
from shared.gcp.settings import Settings, settings


@cache
def sequencer() -> Sweeps:
    """Return the sweeps of this instance's sequencer."""
    configured = settings()
    documents, messages = _documents(configured), _messages(configured)
    return Sweeps(Sequencer(documents, messages, SystemClock(), SystemEntropy()))


def recording(configured: Settings) -> Documents:
    """Return the ledger's database for who records events: its commits nudge the sequencer."""
    return NudgingDocuments(_documents(configured), Nudges(_messages(configured)))


def _documents(configured: Settings) -> FirestoreDocuments:
    return FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )


def _messages(configured: Settings) -> PubSubMessages:
    return PubSubMessages(
        configured.project, configured.pubsub_host, COUNTERS, region=configured.region
    )
