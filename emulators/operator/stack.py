"""The running stack as an operator reaches it: each region by drivers of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulators.regions import REGIONS, RegionName
from emulators.sandbox import Sandbox
from shared.core.clock import Clock
from shared.core.documents import Documents
from shared.core.messages import Message
from shared.gcp.clock import SystemClock
from shared.gcp.clock_shift import ClockShift

TIMEOUT_MS = 60_000
"""Reading a whole ledger takes longer than any client may wait."""


class NotRunning(Exception):
    """Say that there is no stack to ask."""


class CannotDo(Exception):
    """Say why something cannot be done, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that is ready; `state` is what state.json says."""

    sandbox: Sandbox
    state: Mapping[str, Any]

    @classmethod
    def running(cls) -> "Stack":
        """Return the stack of the sandbox that the environment names.

        Raises NotRunning.
        """
        sandbox = Sandbox.from_environment()
        state = sandbox.state() if sandbox.supervisor_pid() else None
        if state is None:
            raise NotRunning("No sandbox is ready. Start one: make sandbox-up")
        return cls(sandbox, state)

    @property
    def is_embedded(self) -> bool:
        """Tell whether all of it is in one process, with its data in memory."""
        return self.state["inspection_url"] is not None

    def is_running(self) -> bool:
        """Tell whether it is still this stack that runs."""
        return bool(self.sandbox.supervisor_pid() == self.state["processes"]["supervisor"])

    def clock(self) -> Clock:
        """Return the clock that the stack's functions have."""
        return SystemClock(ClockShift(self.sandbox.clock_shift_file))

    def documents(self, region: RegionName) -> Documents:
        """Return the database that a region's functions use."""
        if self.is_embedded:
            from emulators.embedded.remote import RemoteDocuments

            return RemoteDocuments(self.state["inspection_url"], region, REGIONS[region].database)
        # Google's clients take long to import; commands that need none answer at once.
        from shared.gcp.documents import FirestoreDocuments

        named, host = REGIONS[region], self.state[region]["firestore_host"]
        return FirestoreDocuments(named.project, named.database, host, timeout_ms=TIMEOUT_MS)

    def publish_job(self, region: RegionName, job: Mapping[str, str]) -> None:
        """Publish a job to a region's functions, as the scheduler does.

        Raises Unavailable.
        """
        data, attributes = json.dumps(job).encode(), {"job": job["job"]}
        if self.is_embedded:
            from emulators.embedded.remote import publish

            publish(self.state["inspection_url"], region, "jobs", data, attributes.items())
            return
        from shared.gcp.messages import PubSubMessages

        messages = PubSubMessages(REGIONS[region].project, self.state[region]["pubsub_host"])
        messages.publish("jobs", [Message(data, attributes)])
