"""Take orders on: decide, commit once, report (D8, D10).

There is no outbox document here. The inbound message is the outbox of its answers: it is
acknowledged only after they were published, so a crash between commit and publish brings it back;
and the EU repeats `order.new` until it is answered. Each repeat finds the order by its token and
sends the stored reports again; nothing trades twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.border.dictionary import RejectReason
from shared.border.messages import OrderNew, OrderStatusQuery
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.listings import by_id
from shared.core.market_hours import MarketHours
from shared.core.money import NANO
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.service.quote_cache import QuoteCache
from shared.us.orders.model.decision import Decision, passes_risk, received, refused, traded
from shared.us.orders.model.order import Order
from shared.us.orders.paths import decision_writes, order_of, order_path
from shared.us.orders.service.report_sender import ReportSender
from shared.us.venues.model import TopOfBook

COMMIT_ATTEMPTS_MAX = 4
BACKOFF_MS_MAX = 50
ORDER_QTY_MAX = 100_000 * NANO
"""The market-access limit of one order (R-711)."""


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """The US side's order management."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    hours: MarketHours
    quotes: QuoteCache
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
        order = self._found(query.order_token)
        if order is None:
            self.observe("status query not answered", "unknown_order")
            return
        self.reports.send(order, query.seq)

    def _decided(self, message: OrderNew) -> Decision:
        now = self.clock.now()
        listing = by_id(message.asset_id)
        order = received(message, listing.symbol if listing else None, now)
        if order.symbol is None:
            return refused(order, RejectReason.UNKNOWN_ASSET)
        if not passes_risk(order, ORDER_QTY_MAX):
            return refused(order, RejectReason.RISK_LIMIT)
        quote = self.quotes.fresh(order.symbol) if self.hours.is_open(now) else None
        if quote is None:
            return refused(order, RejectReason.NO_QUOTE)
        return traded(order, _top(quote), now, self.hours.settle_date(now))

    def _recorded(self, decision: Decision) -> Order:
        writes = decision_writes(decision)
        for attempt in range(COMMIT_ATTEMPTS_MAX):
            if attempt:
                self.clock.sleep_ms(1 + self.entropy.below(BACKOFF_MS_MAX))
            try:
                self.documents.commit(writes)
                return decision.order
            except (Conflict, CommitUnknown):
                stored = self._found(decision.order.token)
                if stored is not None:
                    return stored
        raise Unavailable

    def _found(self, token: str) -> Order | None:
        (snapshot,) = self.documents.get([order_path(token)])
        return order_of(snapshot)


def _top(quote: Quote) -> TopOfBook:
    return TopOfBook(quote.bid, quote.ask, quote.bid_size, quote.ask_size)
