"""Match resting orders with a tick: price, then time, within the displayed size (D16, R-721).

One commit for each order, guarded by the order and by what is left of the quote. Two instances may
match the same tick: the second finds the order filled and the size taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.border.dictionary import Side
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.us.marketdata.paths import quote_path
from shared.us.orders.model.change import matched
from shared.us.orders.model.order import Decision
from shared.us.orders.paths import change_writes, order_of, order_path
from shared.us.orders.service.market_view import MarketView
from shared.us.orders.service.outbox import Outbox
from shared.us.orders.service.retry import attempts
from shared.us.venues.model.book import Resting, after_fill
from shared.us.venues.paths import displayed_of, displayed_path, displayed_save, resting_path
from shared.us.venues.service.resting_book import RestingBook


@dataclass(frozen=True, slots=True)
class Matcher:
    """Lets resting orders trade at the quotes as they are stored now."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    market: MarketView
    book: RestingBook
    outbox: Outbox

    def match(self, symbols: Sequence[str]) -> None:
        """Match the orders of symbols whose quotes moved. Raises Unavailable."""
        if self.book.is_empty():
            return
        quotes = self.documents.get([quote_path(symbol) for symbol in symbols])
        for symbol, seen in zip(symbols, quotes, strict=True):
            market, _ = self.market.of_snapshot(seen)
            if market.obstacle is None and market.top is not None:
                for side in Side:
                    price, _ = market.top.against(side)
                    self._match_side(self.book.marketable(symbol, side, price))

    def _match_side(self, marketable: Sequence[Resting]) -> None:
        for resting in marketable:
            self._match_one(resting)

    def _match_one(self, resting: Resting) -> None:
        for _ in attempts(self.clock, self.entropy):
            try:
                if self._trade(resting):
                    self.outbox.send(resting.token)
                return
            except (Conflict, CommitUnknown):
                continue
        raise Unavailable

    def _trade(self, resting: Resting) -> bool:
        """Commit the trade of one order; tell whether there was one."""
        token, symbol = resting.token, resting.symbol
        seen, seen_resting, seen_displayed, seen_quote = self.documents.get(
            [order_path(token), resting_path(token), displayed_path(symbol), quote_path(symbol)]
        )
        order = order_of(seen)
        market, quote_at_ms = self.market.of_snapshot(seen_quote)
        if order is None or market.top is None:
            return False
        top = displayed_of(seen_displayed).of(market.top, quote_at_ms)
        decision = matched(order, replace(market, top=top))
        if decision is None:
            return False
        left = after_fill(top, quote_at_ms, order.side, _traded_qty(decision))
        writes = change_writes(seen, seen_resting, decision)
        self.documents.commit([*writes, displayed_save(seen_displayed, left)])
        return True


def _traded_qty(decision: Decision) -> int:
    return sum(execution.qty for execution in decision.executions)
