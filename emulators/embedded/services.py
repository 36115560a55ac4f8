"""What the supervisor does for an embedded stack: its data, seeded through the inspection door."""

from emulators.embedded.remote import RemoteDocuments
from emulators.ledger_data import LedgerData
from emulators.regions import REGIONS


class EmbeddedServices:
    """An embedded stack has its topics, keys and jobs by itself."""

    def __init__(self, inspection_url: str) -> None:
        documents = RemoteDocuments(inspection_url, "eu", REGIONS["eu"].database)
        self.data = LedgerData.over(documents)

    def open(self) -> None:
        """Have nothing to create."""

    def close(self) -> None:
        """Have nothing to stop."""

    def bring_back(self, name: str) -> str:
        """Write the seed again, with the same credentials: the data was lost with the process."""
        self.data.plant()
        return f"{name} answers again; its data was lost, the seed was written again"
