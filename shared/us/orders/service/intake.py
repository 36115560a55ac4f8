"""What comes over the border to the US: opened and handed on, or recorded and dropped (D2)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import Field, TypeAdapter

from shared.border.codec import Opener
from shared.border.messages import OrderNew, OrderStatusQuery
from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Documents
from shared.core.errors import Conflict, Unacceptable
from shared.core.messages import Delivery
from shared.us.orders.paths import quarantine_create
from shared.us.orders.service.order_desk import OrderDesk

Instruction = OrderNew | OrderStatusQuery
ACCEPTED: TypeAdapter[Instruction] = TypeAdapter(
    Annotated[Instruction, Field(discriminator="kind")]
)


@dataclass(frozen=True, slots=True)
class BorderIntake:
    """The handler of the US subscription on the orders topic."""

    opener: Opener[Instruction]
    documents: Documents
    clock: Clock
    desk: OrderDesk
    observe: Callable[[str, str], None]

    def handle(self, delivery: Delivery) -> None:
        """Process a delivery; returning acknowledges it.

        Raises StoreError, which asks for redelivery.
        """
        try:
            message = self.opener.open(delivery, self.clock.now())
        except Unacceptable as refusal:
            self._quarantine(delivery, refusal.reason)
            return
        if isinstance(message, OrderNew):
            self.desk.receive(message)
        else:
            self.desk.answer_status_query(message)

    def _quarantine(self, delivery: Delivery, reason: str) -> None:
        self.observe("message quarantined", reason)
        digest = sha256(delivery.data).hexdigest()
        now_ms = epoch_ms(self.clock.now())
        record = quarantine_create(digest, reason, len(delivery.data), now_ms)
        with suppress(Conflict):
            self.documents.commit([record])
