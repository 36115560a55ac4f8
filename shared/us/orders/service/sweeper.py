"""The US sweeper job: orders whose time is over end, and reports left behind are sent (D10)."""

from dataclasses import dataclass

from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.us.orders.model.change import expired
from shared.us.orders.model.order import Decision
from shared.us.orders.paths import change_writes, order_of, order_path
from shared.us.orders.service.outbox import Outbox
from shared.us.orders.service.retry import attempts
from shared.us.venues.paths import resting_path
from shared.us.venues.service.resting_book import RestingBook


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Heals by state; it may run at any time and beside itself."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    book: RestingBook
    outbox: Outbox

    def sweep(self) -> None:
        """End what is over, then publish what is marked. Raises Unavailable."""
        for token in self.book.expired(epoch_ms(self.clock.now())):
            self._expire(token)
        self.outbox.sweep()

    def _expire(self, token: str) -> None:
        for _ in attempts(self.clock, self.entropy):
            seen, resting = self.documents.get([order_path(token), resting_path(token)])
            known = order_of(seen)
            order = expired(known, epoch_ms(self.clock.now())) if known is not None else None
            if order is None:
                return
            try:
                self.documents.commit(change_writes(seen, resting, Decision(order)))
                return
            except (Conflict, CommitUnknown):
                continue
        raise Unavailable
