"""The ticker: moves the simulated prices and sends what moved over the border (D16)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.border.codec import seal
from shared.border.messages import QUOTES_MAX, FxQuote, QuoteBatch
from shared.border.messages import Quote as BorderQuote
from shared.border.signing import Signer
from shared.core import ecb_rates
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.documents import Documents
from shared.core.errors import StoreError
from shared.core.listings import PricedListing, priced_listings
from shared.core.messages import Delivery, Message, Messages
from shared.core.money import PRICE_SCALE, short_text
from shared.core.ticks import ticks
from shared.us.marketdata.model.price_process import next_quote, next_rate
from shared.us.marketdata.model.quote import EURUSD, FxRate, Quote
from shared.us.marketdata.paths import fx_of, fx_put, quote_of, quote_path, quote_put

QUOTES_TOPIC = "quotes"
JOB = "quotes"
TURN_COUNT = 5
BATCH_LIFE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Ticker:
    """Each tick moves the exchange rate and a fifth of the symbols, which take turns."""

    documents: Documents
    messages: Messages
    clock: Clock
    entropy: Entropy
    signer: Signer
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
        quotes = self._moved(listings, at_ms)
        self.documents.commit([fx_put(rate), *(quote_put(quote) for quote in quotes)])
        self.messages.publish(QUOTES_TOPIC, list(self._batches(rate, quotes)))

    def _last_rate(self) -> FxRate | None:
        (snapshot,) = self.documents.get([quote_path(EURUSD)])
        return fx_of(snapshot.data) if snapshot.data else None

    def _moved(self, listings: Sequence[PricedListing], at_ms: int) -> list[Quote]:
        seen = self.documents.get([quote_path(listing.symbol) for listing in listings])
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

    def _batches(self, rate: FxRate, quotes: Sequence[Quote]) -> Iterator[Message]:
        for start in range(0, len(quotes), QUOTES_MAX):
            batch = QuoteBatch(
                message_id=self.entropy.token_hex(16),
                issued_at=rate.at_ms,
                expires_at=rate.at_ms + BATCH_LIFE_MS,
                fx=FxQuote(mid=short_text(rate.mid, PRICE_SCALE), at=rate.at_ms),
                quotes=tuple(_border_quote(quote) for quote in quotes[start : start + QUOTES_MAX]),
            )
            yield seal(batch, self.signer, ordering_key="")


def _border_quote(quote: Quote) -> BorderQuote:
    return BorderQuote(
        symbol=quote.symbol,
        bid=short_text(quote.bid, PRICE_SCALE),
        ask=short_text(quote.ask, PRICE_SCALE),
        bid_size=quote.bid_size,
        ask_size=quote.ask_size,
        at=quote.at_ms,
    )
