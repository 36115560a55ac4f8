"""The sweeper (D10): what the US side has not answered is sent, or asked for, again."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.core.clock import Clock, rfc3339
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal
from shared.core.ids import SHARD_COUNT
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import ORDERS, order_document, order_path
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.find import read_order

PAGE_ORDERS = 100
PAGES_MAX = 50
END_AFTER_MS = 5 * 60_000


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Heals the order path by state; it may run at any time and beside itself."""

    documents: Documents
    clock: Clock
    dispatch: Dispatch
    cancels: CancelDesk

    def sweep(self) -> int:
        """Go through the outbox shard by shard; return how many orders were sent or asked about."""
        return sum(self._sweep_shard(shard) for shard in range(SHARD_COUNT))

    def _sweep_shard(self, shard: int) -> int:
        sent: set[str] = set()
        now = rfc3339(self.clock.now())
        since = ""
        for _ in range(PAGES_MAX):
            page = self._page(shard, since, now)
            fresh = [snapshot for snapshot in page if snapshot.path not in sent]
            for snapshot in fresh:
                self._heal(snapshot, read_order(snapshot))
                sent.add(snapshot.path)
            if not fresh or len(page) < PAGE_ORDERS:
                break
            since = str((page[-1].data or {})["due_at"])
        return len(sent)

    def _page(self, shard: int, since: str, now: str) -> list[Snapshot]:
        """Return the orders that were due the longest ago, from an instant on."""
        waiting = [
            Condition("outbox", "==", shard),
            Condition("due_at", ">=", since),
            Condition("due_at", "<=", now),
        ]
        return self.documents.query(ORDERS, waiting, order_by="due_at", limit=PAGE_ORDERS)

    def _heal(self, seen: Snapshot, order: Order) -> None:
        """Repeat what the US side has not answered; after its day an order is only ended.

        An `order.new` that comes late would trade on a day that its client did not mean; a cancel
        is safe whether the US side knows the order or not.
        """
        if order.state is OrderState.CANCEL_PENDING:
            self.dispatch.send_cancel(order)
        elif order.state is OrderState.REPLACE_PENDING and order.replaced_by:
            (other,) = self.documents.get([order_path(order.replaced_by)])
            self.dispatch.send_replace(order, read_order(other))
        elif order.report_seq or order.replaces:
            self._ask(seen, order)
        elif self.clock.now() < order.expires_at:
            self.dispatch.send_order(order)
        else:
            self._end(order)

    def _ask(self, seen: Snapshot, order: Order) -> None:
        """Ask what became of an order; one that still lives well after its time is ended."""
        now = self.clock.now()
        if now >= order.expires_at + timedelta(milliseconds=END_AFTER_MS):
            self._end(order)
            return
        self.dispatch.ask_report(order)
        if not order.awaits_report and now < order.expires_at:
            # Whoever has changed it meanwhile has heard of it.
            with suppress(Conflict, CommitUnknown):
                asked = replace(order, asked_at=now)
                self.documents.commit([next_version(seen, order_document(asked))])

    def _end(self, order: Order) -> None:
        # Where it was answered meanwhile, or somebody else is faster, there is nothing to do.
        with suppress(Refusal):
            self.cancels.cancel(order.account_id, order.order_id)
