"""Send quotes over the border, and to the own book, in signed batches (D16)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.border.codec import seal
from shared.border.messages import QUOTES_MAX, FxQuote, QuoteBatch
from shared.border.messages import Quote as BorderQuote
from shared.border.signing import Signer
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.messages import Message, Messages
from shared.core.money import PRICE_SCALE, short_text
from shared.us.marketdata.model.quote import FxRate, Quote

QUOTES_TOPIC = "quotes"
BATCH_LIFE_MS = 60_000


@dataclass(frozen=True, slots=True)
class QuoteFeed:
    """Publishes on the quotes topic."""

    messages: Messages
    clock: Clock
    entropy: Entropy
    signer: Signer

    def publish(self, rate: FxRate, quotes: Sequence[Quote]) -> None:
        """Publish quotes with the exchange rate. Raises Unavailable."""
        self.messages.publish(QUOTES_TOPIC, list(self._batches(rate, quotes)))

    def _batches(self, rate: FxRate, quotes: Sequence[Quote]) -> Iterator[Message]:
        issued_at_ms = epoch_ms(self.clock.now())
        for start in range(0, len(quotes), QUOTES_MAX):
            batch = QuoteBatch(
                message_id=self.entropy.token_hex(16),
                issued_at=issued_at_ms,
                expires_at=issued_at_ms + BATCH_LIFE_MS,
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
        halted=quote.halted,
    )
