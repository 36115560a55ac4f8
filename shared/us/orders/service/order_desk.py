"""Take orders on: decide, commit once, report (D8, D10).

There is no outbox document here. The inbound message is the outbox of its answers: it is
acknowledged only after they were published, so a crash between commit and publish brings it back;
and the EU repeats `order.new` until it is answered. Each repeat finds the order by its token and
sends the stored reports again; nothing trades twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.border.messages import OrderNew, OrderStatusQuery
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.listings import by_id
from shared.us.orders.model.decision import decided, received
from shared.us.orders.model.order import Decision, Known
from shared.us.orders.paths import decision_writes, known_of, order_path
from shared.us.orders.service.market_view import MarketView
from shared.us.orders.service.report_sender import ReportSender
from shared.us.orders.service.retry import attempts


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """The US side's order management."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    market: MarketView
    reports: ReportSender
    observe: Callable[[str, str], None]

    def receive(self, message: OrderNew) -> None:
        """Trade an order at most once and publish what became of it, each time it comes.

        Nothing is read before the commit but a cached quote. Raises Unavailable.
        """
        self.reports.send(self._recorded(self._decided(message)))

    def answer_status_query(self, query: OrderStatusQuery) -> None:
        """Publish an order's reports again from a number on.

        An order that never came is only observed: the EU's own outbox will send it.
        Raises Unavailable.
        """
        known = self._found(query.order_token)
        if known is None:
            self.observe("status query not answered", "unknown_order")
            return
        self.reports.send(known, query.seq)

    def _decided(self, message: OrderNew) -> Decision:
        listing = by_id(message.asset_id)
        symbol = listing.symbol if listing else None
        market = self.market.of_symbol(symbol)
        return decided(received(message, symbol, market), market)

    def _recorded(self, decision: Decision) -> Known:
        writes = decision_writes(decision)
        for _ in attempts(self.clock, self.entropy):
            try:
                self.documents.commit(writes)
                return decision.order
            except (Conflict, CommitUnknown):
                stored = self._found(decision.order.token)
                if stored is not None:
                    return stored
        raise Unavailable

    def _found(self, token: str) -> Known | None:
        (snapshot,) = self.documents.get([order_path(token)])
        return known_of(snapshot)
