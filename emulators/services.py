"""The stack as a client of its own emulators: topics, keys, seeded data, jobs.

Imports Google's clients, so the supervisor loads it while the processes are starting up.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from emulators import topology
from emulators.broker import Broker, FunctionUrl
from emulators.google_emulators import Kind
from emulators.kms import key_list
from emulators.kms.provision import KeyMaker
from emulators.ledger_data import LedgerData
from emulators.regions import REGIONS
from emulators.scheduler import Scheduler
from emulators.seed import Partner
from shared.gcp.clock import SystemClock
from shared.gcp.clock_shift import ClockShift
from shared.gcp.documents import FirestoreDocuments


class Services:
    """What the supervisor puts into the emulators, and puts there again after a loss."""

    def __init__(
        self,
        hosts: Mapping[Kind, str],
        kms_host: str,
        function_url: FunctionUrl,
        clock_shift_file: Path,
        log_job: Callable[[str], None],
    ) -> None:
        listed, region = topology.read(), REGIONS["eu"]
        self.keys = KeyMaker(kms_host, key_list.read())
        self.data = LedgerData.over(
            FirestoreDocuments(region.project, region.database, hosts["firestore"]),
            SystemClock(ClockShift(clock_shift_file)),
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

    def bring_back(self, name: str, partners: Sequence[Mapping[str, Any]]) -> str:
        """Repair what was lost with a process that answers again, and say what was done.

        `partners` are those of the state file, whoever put them there.
        """
        if name == "pubsub":
            self.broker.create()
            return "pubsub answers again; topics and subscriptions were created again"
        if name == "firestore":
            self.broker.forget_backlog()
            self.data.plant([Partner.from_state(entry) for entry in partners])
            return "firestore answers again; its data was lost, the seed was written again"
        if name == "kms":
            self.keys.create()
            return "kms answers again, with the same keys"
        return f"{name} answers again"
