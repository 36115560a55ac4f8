"""What the stack puts into its databases: seeded partners, and the first prices."""

import time
from dataclasses import dataclass

from emulators.seed import Partner, new_partners, seed
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.errors import Unavailable
from shared.gcp.clock import SystemEntropy

FIRST_QUOTES = ("quotes/EURUSD", "quotes/AAPL")
REACH_TIMEOUT_S = 15


@dataclass(frozen=True, slots=True)
class LedgerData:
    """The EU ledger database, and the partners that a start makes up."""

    documents: Documents
    partners: list[Partner]
    clock: Clock
    entropy: Entropy

    @classmethod
    def over(cls, documents: Documents, clock: Clock) -> "LedgerData":
        """Make up partners with fresh credentials for a database."""
        entropy = SystemEntropy()
        return cls(documents, new_partners(entropy), clock, entropy)

    def plant(self, partners: list[Partner]) -> None:
        """Write partners and their funded accounts into an empty database.

        Raises Unavailable.
        """
        self._wait_until_reachable()
        seed(self.documents, partners, self.clock, self.entropy)

    def has_first_quotes(self) -> bool:
        """Tell whether prices came over the border."""
        return all(snapshot.exists for snapshot in self.documents.get(FIRST_QUOTES))

    def _wait_until_reachable(self) -> None:
        # The client of a restarted emulator notices only after a pause, and never retries.
        deadline_s = time.monotonic() + REACH_TIMEOUT_S
        while True:
            try:
                self.documents.get(FIRST_QUOTES)
                return
            except Unavailable:
                if time.monotonic() > deadline_s:
                    raise
                time.sleep(0.1)
