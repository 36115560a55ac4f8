"""The running stack as the end-to-end tests see it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulators.sandbox import Sandbox
from shared.core.documents import Condition, Documents
from shared.eu.accounts.paths import ACCOUNTS
from shared.eu.events.paths import EVENTS
from shared.eu.ledger.paths import ENTRIES
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import ORDERS, order_of
from shared.us.orders.paths import ORDERS as US_ORDERS
from tests.e2e.api import PartnerApi
from tests.e2e.databases import RegionDatabases
from tests.e2e.embedded import EmbeddedDatabases, EmbeddedTaps
from tests.e2e.taps import Taps
from tests.simulation.checkers import Books

REST_TIMEOUT_S = 45
LOOK_EVERY_S = 0.1
ORDERS_MAX = 10_000
ACCOUNTS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class RunningStack:
    """Both regions, their partners, and everything that can be seen from outside.

    `eu` and `us` are read as the functions do, `eu_databases` and `us_databases` whole.
    """

    sandbox: Sandbox
    partners: tuple[PartnerApi, ...]
    eu: Documents
    us: Documents
    eu_databases: RegionDatabases | EmbeddedDatabases
    us_databases: RegionDatabases | EmbeddedDatabases
    taps: Taps | EmbeddedTaps

    def state(self) -> dict[str, Any]:
        """Return what state.json says now: process ids change."""
        state = self.sandbox.state()
        assert state is not None, "the stack is gone"
        return state

    def orders(self) -> list[Order]:
        """Return all orders of all clients."""
        found = self.eu.query(ORDERS, limit=ORDERS_MAX)
        return [order_of(snapshot.path, snapshot.data or {}) for snapshot in found]

    def come_to_rest(self) -> None:
        """Wait until every order has ended, every report is told and booked, every event paged."""
        wait_for(lambda: all(o.is_terminal and not o.awaits_report for o in self.orders()))
        untold = [Condition("outbox", ">=", 0)]
        wait_for(lambda: not self.us.query(US_ORDERS, untold, limit=1))
        wait_for(lambda: not self.eu.query(EVENTS, limit=1))

    def books(self) -> Books:
        """Return the documents of both regions as they were at one moment.

        They are many queries; every commit in the EU raises an account's version, so that one which
        came between two of them is seen: a payment on its way to a bank waits for no order.
        """
        deadline_s = time.monotonic() + REST_TIMEOUT_S
        while time.monotonic() < deadline_s:
            wait_for(lambda: not self.eu.query(EVENTS, limit=1))
            before = self._account_versions()
            books = Books.read(self.eu, self.us)
            if before == self._account_versions():
                return books
        raise TimeoutError("the accounts never rest")

    def _account_versions(self) -> dict[str, int]:
        return {seen.path: seen.version for seen in self.eu.query(ACCOUNTS, limit=ACCOUNTS_MAX)}

    def wait_until_projected(self) -> None:
        """Wait until no entry is left to be folded into house accounts: nothing moves by itself."""
        marked = [Condition("unprojected", ">=", 0)]
        wait_for(lambda: not self.eu.query(ENTRIES, marked, limit=1))

    def everything_stored(self) -> dict[str, int]:
        """Return when each document of both regions was last changed."""
        return self.eu_databases.state() | self.us_databases.state()

    def logs(self) -> bytes:
        """Return all logs, one after the other."""
        return b"\n".join(path.read_bytes() for path in sorted(self.sandbox.logs.rglob("*.log*")))


def wait_for(holds: Callable[[], Any], timeout_s: float = REST_TIMEOUT_S) -> None:
    """Look again and again until something holds."""
    deadline_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline_s, f"did not happen within {timeout_s} s"
        time.sleep(LOOK_EVERY_S)
