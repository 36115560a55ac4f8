"""The ticker: moves the simulated prices and sends what moved over the border (D16)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.core import ecb_rates
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.documents import Documents, Snapshot
from shared.core.errors import StoreError
from shared.core.listings import PricedListing, priced_listings
from shared.core.messages import Delivery
from shared.core.ticks import ticks
from shared.us.marketdata.model.price_process import next_quote, next_rate
from shared.us.marketdata.model.quote import EURUSD, FxRate, Quote
from shared.us.marketdata.paths import fx_of, fx_put, quote_of, quote_path, quote_save
from shared.us.marketdata.service.quote_feed import QuoteFeed

JOB = "quotes"
TURN_COUNT = 5


@dataclass(frozen=True, slots=True)
class Ticker:
    """Each tick moves the exchange rate and a fifth of the symbols, which take turns."""

    documents: Documents
    feed: QuoteFeed
    clock: Clock
    entropy: Entropy
    observe: Callable[[str, str], None]

    def handle_job(self, delivery: Delivery) -> None:
        """Tick as often as a quotes job asks; other jobs pass by.

        A tick that fails is observed and not asked for again: the next one stands in for it.
        """
        for _ in ticks(delivery.data, JOB, self.clock):
            try:
                self.tick(self.clock.now())
            except StoreError as error:
                self.observe("tick failed", type(error).__name__)

    def tick(self, now: datetime) -> None:
        """Move, store and publish the symbols whose turn it is; all of them on the first tick.

        Raises StoreError.
        """
        at_ms = epoch_ms(now)
        before = self._last_rate()
        rate = next_rate(ecb_rates.latest().usd_per_eur, before, self.entropy, at_ms)
        turn = rate.tick % TURN_COUNT
        listings = priced_listings()[turn::TURN_COUNT] if before else priced_listings()
        seen = self.documents.get([quote_path(listing.symbol) for listing in listings])
        quotes = self._moved(listings, seen, at_ms)
        saves = [quote_save(*pair) for pair in zip(seen, quotes, strict=True)]
        self.documents.commit([fx_put(rate), *saves])
        self.feed.publish(rate, quotes)

    def _last_rate(self) -> FxRate | None:
        (snapshot,) = self.documents.get([quote_path(EURUSD)])
        return fx_of(snapshot.data) if snapshot.data else None

    def _moved(
        self, listings: Sequence[PricedListing], seen: Sequence[Snapshot], at_ms: int
    ) -> list[Quote]:
        return [
            next_quote(
                listing.symbol,
                listing.reference_price,
                quote_of(snapshot.data) if snapshot.data else None,
                self.entropy,
                at_ms,
            )
            for listing, snapshot in zip(listings, seen, strict=True)
        ]
