"""What the supervisor does for an embedded stack: its data, seeded through the inspection door."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from emulators.embedded.remote import RemoteDocuments
from emulators.ledger_data import LedgerData
from emulators.regions import REGIONS
from emulators.seed import Partner
from shared.gcp.clock import SystemClock
from shared.gcp.clock_shift import ClockShift


class EmbeddedServices:
    """An embedded stack has its topics, keys and jobs by itself."""

    def __init__(self, inspection_url: str, clock_shift_file: Path) -> None:
        documents = RemoteDocuments(inspection_url, "eu", REGIONS["eu"].database)
        self.data = LedgerData.over(documents, SystemClock(ClockShift(clock_shift_file)))

    def open(self) -> None:
        """Have nothing to create."""

    def close(self) -> None:
        """Have nothing to stop."""

    def bring_back(self, name: str, partners: Sequence[Mapping[str, Any]]) -> str:
        """Write the seed again, with the same credentials: the data was lost with the process."""
        self.data.plant([Partner.from_state(entry) for entry in partners])
        return f"{name} answers again; its data was lost, the seed was written again"
