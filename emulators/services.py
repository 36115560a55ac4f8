"""The stack as a client of its own emulators: topics, keys, seeded data, jobs.

Imports Google's clients, so the supervisor loads it while the processes are starting up.
"""

from collections.abc import Callable, Mapping

from emulators import topology
from emulators.broker import Broker, FunctionUrl
from emulators.google_emulators import Kind
from emulators.kms import key_list
from emulators.kms.provision import KeyMaker
from emulators.ledger_data import LedgerData
from emulators.regions import REGIONS
from emulators.scheduler import Scheduler
from shared.gcp.documents import FirestoreDocuments


class Services:
    """What the supervisor puts into the emulators, and puts there again after a loss."""

    def __init__(
        self,
        hosts: Mapping[Kind, str],
        kms_host: str,
        function_url: FunctionUrl,
        log_job: Callable[[str], None],
    ) -> None:
        listed, region = topology.read(), REGIONS["eu"]
        self.keys = KeyMaker(kms_host, key_list.read())
        self.data = LedgerData.over(
            FirestoreDocuments(region.project, region.database, hosts["firestore"])
        )
        self.broker = Broker(hosts["pubsub"], function_url, listed)
        self.scheduler = Scheduler(topology.jobs(listed), self.broker.publish_job, log_job)

    def open(self) -> None:
        """Create keys, topics and subscriptions, and begin with the jobs."""
        self.keys.create()
        self.broker.create()
        self.scheduler.start()

    def close(self) -> None:
        """Publish nothing more."""
        self.scheduler.stop()

    def bring_back(self, name: str) -> str:
        """Repair what was lost with a process that answers again, and say what was done."""
        if name == "pubsub":
            self.broker.create()
            return "pubsub answers again; topics and subscriptions were created again"
        if name == "firestore":
            self.broker.forget_backlog()
            self.data.plant()
            return "firestore answers again; its data was lost, the seed was written again"
        if name == "kms":
            self.keys.create()
            return "kms answers again, with the same keys"
        return f"{name} answers again"
