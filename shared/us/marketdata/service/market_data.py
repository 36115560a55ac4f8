"""Put the services of market data together over any ports."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.border.signing import Signer
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.messages import Delivery, Messages
from shared.us.marketdata.service.halt_desk import HaltDesk
from shared.us.marketdata.service.quote_feed import QuoteFeed
from shared.us.marketdata.service.ticker import Ticker


@dataclass(frozen=True, slots=True)
class MarketData:
    """The handlers of the market data function."""

    ticker: Ticker
    halts: HaltDesk

    def handle_job(self, delivery: Delivery) -> None:
        """Do a job; each part lets the others' pass by. Raises StoreError."""
        self.halts.handle_job(delivery)
        self.ticker.handle_job(delivery)


def assemble(
    documents: Documents,
    messages: Messages,
    clock: Clock,
    entropy: Entropy,
    signer: Signer,
    observe: Callable[[str, str], None],
) -> MarketData:
    """Build the handlers over ports."""
    feed = QuoteFeed(messages, clock, entropy, signer)
    return MarketData(
        Ticker(documents, feed, clock, entropy, observe),
        HaltDesk(documents, feed, clock, observe),
    )
