"""The US region over the twins, with the EU's end of the border beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from shared.border.codec import Opener, seal
from shared.border.messages import (
    Inbound,
    OrderReport,
    Outbound,
    QuoteBatch,
)
from shared.border.signing import Signer, Verifier
from shared.core.market_hours import AlwaysOpen, MarketHours
from shared.core.messages import Delivery, Messages
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.messages import Item, MemoryBroker, MemoryMessages
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.paths import quote_path, quote_save
from shared.us.marketdata.service import market_data
from shared.us.marketdata.service.market_data import MarketData
from shared.us.marketdata.service.ticker import Ticker
from shared.us.orders.service.intake import BorderIntake
from shared.us.orders.service.orders_function import OrdersFunction, Ports, assemble
from tests.unit.us.orders_new import NOW

QUOTE_AGE_MAX_MS = 15_000
EU_SIGNER = Signer.from_seed("eu-1", bytes(range(32)))
US_SIGNER = Signer.from_seed("us-1", bytes(range(1, 33)))
EU_ACCEPTS: TypeAdapter[Inbound] = TypeAdapter(Annotated[Inbound, Field(discriminator="kind")])
EU_OPENER = Opener(Verifier.from_hex({"us-1": US_SIGNER.public_key_hex()}), EU_ACCEPTS)


@dataclass
class Region:
    """The services of the US, wired as in the cloud but over other ports."""

    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("us"))
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    messages: MemoryMessages = field(default_factory=lambda: MemoryMessages(_broker(), "us"))
    hours: MarketHours = field(default_factory=AlwaysOpen)
    observed: list[tuple[str, str]] = field(default_factory=list)

    def orders(self, messages: Messages | None = None) -> OrdersFunction:
        """Build a new instance of the orders function, perhaps with another broker."""
        ports = Ports(
            self.documents,
            messages or self.messages,
            self.clock,
            self.entropy,
            self.hours,
            US_SIGNER,
            Verifier.from_hex({"eu-1": EU_SIGNER.public_key_hex()}),
            QUOTE_AGE_MAX_MS,
            self.observe,
        )
        return assemble(ports)

    def intake(self, messages: Messages | None = None) -> BorderIntake:
        """Build a new instance's handler of the border."""
        return self.orders(messages).border

    def market_data(self, messages: Messages | None = None) -> MarketData:
        """Build a new instance of the market data function, perhaps with another broker."""
        ports = (messages or self.messages, self.clock, self.entropy, US_SIGNER, self.observe)
        return market_data.assemble(self.documents, *ports)

    def ticker(self, messages: Messages | None = None) -> Ticker:
        """Build a new instance's ticker."""
        return self.market_data(messages).ticker

    def quote(self, quote: Quote) -> None:
        """Let a quote be the stored one, unseen by the ticker."""
        (seen,) = self.documents.get([quote_path(quote.symbol)])
        self.documents.commit([quote_save(seen, quote)])

    def observe(self, event: str, reason: str) -> None:
        """Keep what would be logged."""
        self.observed.append((event, reason))

    def published(self, topic: str) -> list[Item]:
        """Return what waits for the EU on a topic, in order."""
        return [item for item in self.messages.broker.waiting() if item.subscription == topic]

    def opened(self, topic: str) -> list[OrderReport | QuoteBatch]:
        """Return what was published to a topic, as the EU reads it in time."""
        return [EU_OPENER.open(sent.delivery, self.clock.start) for sent in self.published(topic)]

    def reports(self) -> list[OrderReport]:
        """Return the order reports that the EU was sent."""
        return [
            message for message in self.opened("executions") if isinstance(message, OrderReport)
        ]

    def stored(self, collection: str) -> list[dict[str, Any]]:
        """Return the documents of a collection."""
        return [dict(shot.data or {}) for shot in self.documents.query(collection, limit=1_000)]


def _broker() -> MemoryBroker:
    broker = MemoryBroker(["us/executions", "us/quotes"])
    for topic in ("executions", "quotes"):
        broker.subscribe(topic, f"us/{topic}", lambda delivery: None)
    return broker


def delivery_of(message: Outbound) -> Delivery:
    """Deliver what the EU sealed."""
    sealed = seal(message, EU_SIGNER, message.order_token)
    return Delivery(sealed.data, sealed.attributes, "1")


def told(reports: Sequence[OrderReport]) -> list[tuple[str, int, object]]:
    """Return what must be the same each time a report is sent."""
    return [(report.order_token, report.seq, report.steps) for report in reports]
