"""Keep quotes that come over the border, and read them through a short cache (D16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.border.messages import Quote as BorderQuote
from shared.border.messages import QuoteBatch
from shared.core.cached_reader import CachedReader
from shared.core.documents import Documents
from shared.core.errors import Refusal
from shared.eu.quotes.model import EURUSD, FxRate, Quote
from shared.eu.quotes.paths import fx_of, fx_put, quote_of, quote_path, quote_put


def keep(documents: Documents, batch: QuoteBatch) -> None:
    """Store what is newer than what is stored: bookings depend on the exchange rate.

    The quotes of a batch with a newer rate are newer too. Beside the last rate, or a later one, a
    halt may have been told (R-710): there each quote is looked at by itself.
    """
    (stored,) = documents.get([quote_path(EURUSD)])
    if stored.data is None or stored.data["at_ms"] < batch.fx.at:
        documents.commit([fx_put(batch.fx), *(quote_put(quote) for quote in batch.quotes)])
        return
    documents.commit([quote_put(quote) for quote in _newer(documents, batch.quotes)])


def _newer(documents: Documents, quotes: Sequence[BorderQuote]) -> list[BorderQuote]:
    seen = documents.get([quote_path(quote.symbol) for quote in quotes])
    return [
        quote
        for quote, stored in zip(quotes, seen, strict=True)
        if stored.data is None or stored.data["at_ms"] < quote.at
    ]


@dataclass(frozen=True, slots=True)
class QuoteBoard:
    """The last known prices, at most a second behind the store."""

    reader: CachedReader
    age_max_ms: int

    def last_quote(self, symbol: str) -> Quote | None:
        """Return the last known quote of a symbol, however old."""
        data = self.reader.get(quote_path(symbol)).data
        return quote_of(symbol, data) if data else None

    def last_fx(self) -> FxRate:
        """Return the last known exchange rate, however old.

        Raises Refusal `quote_unavailable` where none was ever seen.
        """
        data = self.reader.get(quote_path(EURUSD)).data
        if data is None:
            raise Refusal("quote_unavailable")
        return fx_of(data)

    def fresh_quote(self, symbol: str) -> Quote:
        """Return a quote that an order may be decided by.

        Raises Refusal `quote_unavailable` when there is none, or none young enough.
        """
        quote = self.last_quote(symbol)
        if quote is None or not quote.is_fresh(self.reader.clock.now(), self.age_max_ms):
            raise Refusal("quote_unavailable")
        return quote

    def fresh_fx(self) -> FxRate:
        """Return an exchange rate that an order may be decided by.

        Raises Refusal `quote_unavailable`.
        """
        rate = self.last_fx()
        if not rate.is_fresh(self.reader.clock.now(), self.age_max_ms):
            raise Refusal("quote_unavailable")
        return rate
