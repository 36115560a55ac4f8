"""Halt a symbol and let it trade again (R-710): the sandbox stands in for the exchange here."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Documents
from shared.core.listings import by_symbol
from shared.core.messages import Delivery
from shared.us.marketdata.model.quote import EURUSD
from shared.us.marketdata.paths import fx_of, quote_of, quote_path, quote_save
from shared.us.marketdata.service.quote_feed import QuoteFeed

JOBS = {"halt": True, "resume": False}


@dataclass(frozen=True, slots=True)
class HaltDesk:
    """Marks the stored quote and tells both regions at once."""

    documents: Documents
    feed: QuoteFeed
    clock: Clock
    observe: Callable[[str, str], None]

    def handle_job(self, delivery: Delivery) -> None:
        """Halt or resume the symbol that a job names; other jobs pass by.

        A symbol that has no quote is only observed. Raises StoreError, which asks for redelivery:
        also when a tick was first.
        """
        try:
            job = json.loads(delivery.data)
        except ValueError:
            return
        if not isinstance(job, dict) or job.get("job") not in JOBS:
            return
        symbol = job.get("symbol")
        if not isinstance(symbol, str) or by_symbol(symbol) is None:
            self.observe("halt not done", "unknown_symbol")
            return
        self._mark(symbol, JOBS[job["job"]])

    def _mark(self, symbol: str, halted: bool) -> None:
        seen, seen_rate = self.documents.get([quote_path(symbol), quote_path(EURUSD)])
        if seen.data is None or seen_rate.data is None:
            self.observe("halt not done", "no_quote")
            return
        quote = quote_of(seen.data)
        # Newer than the tick of the same moment, so that whoever has that takes this too.
        at_ms = max(epoch_ms(self.clock.now()), quote.at_ms + 1)
        quote = replace(quote, halted=halted, at_ms=at_ms)
        self.documents.commit([quote_save(seen, quote)])
        self.feed.publish(fx_of(seen_rate.data), [quote])
