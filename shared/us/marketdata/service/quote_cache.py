"""Read quotes through a short cache, so that an order needs no read of its own (D16)."""

from dataclasses import dataclass

from shared.core.cached_reader import CachedReader
from shared.core.clock import epoch_ms
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.paths import quote_of, quote_path

QUOTE_TTL_MS = 1_000


@dataclass(frozen=True, slots=True)
class QuoteCache:
    """The quotes that orders trade on, at most the reader's time behind the store."""

    reader: CachedReader
    age_max_ms: int

    def fresh(self, symbol: str) -> Quote | None:
        """Return a quote that is at most `age_max_ms` old, None where there is no such quote.

        Raises Unavailable.
        """
        data = self.reader.get(quote_path(symbol)).data
        if data is None:
            return None
        quote = quote_of(data)
        return quote if quote.is_fresh(epoch_ms(self.reader.clock.now()), self.age_max_ms) else None
