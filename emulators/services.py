"""The stack as a client of its own emulators: topics, keys, seeded data, jobs.

Imports Google's clients, so the supervisor loads it while the processes are starting up.
"""

from collections.abc import Callable

from emulators import topology
from emulators.kms import key_list
from emulators.kms.provision import KeyMaker
from emulators.ledger_data import LedgerData
from emulators.parts import Parts
from emulators.scheduler import Scheduler


class Services:
    """What the supervisor puts into the emulators, and puts there again after a loss."""

    def __init__(self, parts: Parts, log_job: Callable[[str], None]) -> None:
        listed = topology.read()
        self.keys = KeyMaker(parts.kms_host, key_list.read())
        self.data = LedgerData.at(parts.hosts["firestore"])
        self.broker = topology.Broker(parts.hosts["pubsub"], parts.router_urls, listed)
        self.scheduler = Scheduler(topology.jobs(listed), self.broker.publish_job, log_job)

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
