"""Build what keeps the books between postings: checkpoints (D6) and the projector (D9)."""

from dataclasses import dataclass
from functools import cache

from shared.eu.accounts.service.every_account import pages_of_heads
from shared.eu.ledger.service.checkpointing import Checkpointer
from shared.eu.ledger.service.projecting import Projector
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.counters import COUNTERS
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.keys import KmsKeys
from shared.gcp.settings import settings

SERVICE_ACCOUNT = "fn-books"


@dataclass(frozen=True, slots=True)
class LedgerJobs:
    """What runs on a tick."""

    checkpointer: Checkpointer
    projector: Projector


@cache
def ledger_jobs() -> LedgerJobs:
    """Build the jobs over the drivers.

    Raises MissingSetting.
    """
    configured, clock = settings(), SystemClock()
    documents = FirestoreDocuments(
        configured.project, configured.database, configured.firestore_host, COUNTERS
    )
    keys = KmsKeys.of(configured, SERVICE_ACCOUNT)
    return LedgerJobs(
        checkpointer=Checkpointer(documents, keys, clock, lambda: pages_of_heads(documents)),
        projector=Projector(documents, SystemEntropy()),
    )
