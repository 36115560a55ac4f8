"""The sweeper (D10): what the US side has not answered is sent, or asked for, again."""

from dataclasses import dataclass

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Condition, Documents
from shared.core.ids import SHARD_COUNT
from shared.eu.orders.paths import ORDERS, order_of
from shared.eu.orders.service.dispatch import Dispatch

RESEND_AFTER_MS = 3_000
ORDERS_MAX = 100


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
        waiting = [Condition("outbox", "==", shard)]
        sent = 0
        for snapshot in self.documents.query(ORDERS, waiting, limit=ORDERS_MAX):
            order = order_of(snapshot.path, snapshot.data or {})
            age_ms = epoch_ms(self.clock.now()) - epoch_ms(order.updated_at)
            if age_ms < RESEND_AFTER_MS:
                continue
            if order.report_seq:
                self.dispatch.ask_report(order)
            else:
                self.dispatch.send_order(order)
            sent += 1
        return sent
