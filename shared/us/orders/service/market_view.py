"""See the market as a decision needs it: the session, the quote, a halt."""

from dataclasses import dataclass
from datetime import datetime

from shared.border.dictionary import RejectReason
from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Snapshot
from shared.core.market_hours import MarketHours
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.paths import quote_of
from shared.us.marketdata.service.quote_cache import QuoteCache
from shared.us.orders.model.market import Market
from shared.us.venues.model.venue import TopOfBook


@dataclass(frozen=True, slots=True)
class MarketView:
    """The market now, through the quotes' short cache or by a quote just read."""

    clock: Clock
    hours: MarketHours
    quotes: QuoteCache

    def of_symbol(self, symbol: str | None) -> Market:
        """Return the market of a symbol; None is none. Raises Unavailable."""
        quote = self.quotes.fresh(symbol) if symbol is not None else None
        return self._market(self.clock.now(), quote)

    def of_snapshot(self, seen: Snapshot) -> tuple[Market, int]:
        """Return the market of a quote just read, and that quote's time in ms since 1970."""
        now = self.clock.now()
        quote = quote_of(seen.data) if seen.data is not None else None
        if quote is None or not quote.is_fresh(epoch_ms(now), self.quotes.age_max_ms):
            return self._market(now, None), 0
        return self._market(now, quote), quote.at_ms

    def _market(self, now: datetime, quote: Quote | None) -> Market:
        return Market(
            now,
            self.hours.settle_date(now),
            self.hours.next_close(now),
            _top(quote) if quote is not None else None,
            self._obstacle(now, quote),
        )

    def _obstacle(self, now: datetime, quote: Quote | None) -> RejectReason | None:
        if not self.hours.is_open(now):
            return RejectReason.MARKET_CLOSED
        if quote is None:
            return RejectReason.NO_QUOTE
        return RejectReason.HALTED if quote.halted else None


def _top(quote: Quote) -> TopOfBook:
    return TopOfBook(quote.bid, quote.ask, quote.bid_size, quote.ask_size)
