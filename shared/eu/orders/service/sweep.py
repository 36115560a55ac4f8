"""The sweeper (D10): what the US side has not answered is sent, or asked for, again."""

from dataclasses import dataclass
from datetime import timedelta

from shared.core.clock import Clock, rfc3339
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.ids import SHARD_COUNT
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import ORDERS, order_of
from shared.eu.orders.service.dispatch import Dispatch

RESEND_AFTER_MS = 10_000
PAGE_ORDERS = 100
PAGES_MAX = 50


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Heals the order path by state; it may run at any time and beside itself."""

    documents: Documents
    clock: Clock
    dispatch: Dispatch

    def sweep(self) -> int:
        """Go through the outbox shard by shard; return how many orders were sent or asked about."""
        return sum(self._sweep_shard(shard) for shard in range(SHARD_COUNT))

    def _sweep_shard(self, shard: int) -> int:
        sent: set[str] = set()
        due = rfc3339(self.clock.now() - timedelta(milliseconds=RESEND_AFTER_MS))
        since = ""
        for _ in range(PAGES_MAX):
            page = self._page(shard, since, due)
            fresh = [snapshot for snapshot in page if snapshot.path not in sent]
            for snapshot in fresh:
                self._send_again(order_of(snapshot.path, snapshot.data or {}))
                sent.add(snapshot.path)
            if not fresh or len(page) < PAGE_ORDERS:
                break
            since = rfc3339(order_of(page[-1].path, page[-1].data or {}).updated_at)
        return len(sent)

    def _page(self, shard: int, since: str, due: str) -> list[Snapshot]:
        """Return the longest waiting orders from an instant on, those of the last moments aside."""
        waiting = [
            Condition("outbox", "==", shard),
            Condition("updated_at", ">=", since),
            Condition("updated_at", "<=", due),
        ]
        return self.documents.query(ORDERS, waiting, order_by="updated_at", limit=PAGE_ORDERS)

    def _send_again(self, order: Order) -> None:
        if order.report_seq:
            self.dispatch.ask_report(order)
        else:
            self.dispatch.send_order(order)
