"""Publish the reports that a tick caused: no message of the EU will bring them again (D10)."""

from contextlib import suppress
from dataclasses import dataclass, replace

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import CommitUnknown, Conflict
from shared.us.orders.paths import ORDERS, order_of, order_path, order_replace
from shared.us.orders.service.report_sender import ReportSender

PAGE_ORDERS = 100
PAGES_MAX = 50


@dataclass(frozen=True, slots=True)
class Outbox:
    """The marked orders. What is published twice is a repeat to the EU. Raises Unavailable."""

    documents: Documents
    reports: ReportSender

    def send(self, token: str) -> None:
        """Publish what an order has not told yet and take its mark away."""
        (seen,) = self.documents.get([order_path(token)])
        self._send(seen)

    def sweep(self) -> None:
        """Publish what a crash, or a broker out of reach, has left marked."""
        for _ in range(PAGES_MAX):
            marked = self._marked()
            for seen in marked:
                self._send(seen)
            if len(marked) < PAGE_ORDERS:
                return

    def _marked(self) -> list[Snapshot]:
        # The marks are shards, which spread the index; all of them are few enough for one query.
        where = [Condition("outbox", ">=", 0)]
        return self.documents.query(ORDERS, where, limit=PAGE_ORDERS)

    def _send(self, seen: Snapshot) -> None:
        order = order_of(seen)
        if order is None or order.unsent_seq is None:
            return
        self.reports.send(order, order.unsent_seq)
        # Whoever changed the order meanwhile has left the mark: the next sweep takes it away.
        with suppress(Conflict, CommitUnknown):
            self.documents.commit([order_replace(seen, replace(order, unsent_seq=None))])
