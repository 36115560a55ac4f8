"""What the own ticker publishes: each batch of quotes lets the book of its symbols trade (D16)."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from shared.border.codec import Opener
from shared.border.messages import QuoteBatch
from shared.core.clock import Clock
from shared.core.errors import Unacceptable
from shared.core.messages import Delivery
from shared.us.orders.service.matcher import Matcher
from shared.us.orders.service.quarantine import Quarantine

TICKS: TypeAdapter[QuoteBatch] = TypeAdapter(QuoteBatch)


@dataclass(frozen=True, slots=True)
class TickIntake:
    """The handler of the US subscription on the quotes topic; the signature is the US's own."""

    opener: Opener[QuoteBatch]
    clock: Clock
    quarantine: Quarantine
    matcher: Matcher

    def handle(self, delivery: Delivery) -> None:
        """Match the symbols of a batch, at the quotes as they are stored by now.

        A batch that comes late is no fault and does nothing. Raises StoreError, which asks for
        redelivery.
        """
        try:
            batch = self.opener.open(delivery, self.clock.now())
        except Unacceptable as refusal:
            if refusal.reason != "expired":
                self.quarantine.keep(delivery, refusal.reason)
            return
        self.matcher.match([quote.symbol for quote in batch.quotes])
