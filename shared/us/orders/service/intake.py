"""What comes over the border to the US: opened and handed on, or recorded and dropped (D2)."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter

from shared.border.codec import Opener
from shared.border.messages import OrderCancel, OrderNew, OrderReplace, Outbound
from shared.core.clock import Clock
from shared.core.errors import Unacceptable
from shared.core.messages import Delivery
from shared.us.orders.service.instruction_desk import InstructionDesk
from shared.us.orders.service.order_desk import OrderDesk
from shared.us.orders.service.quarantine import Quarantine

ACCEPTED: TypeAdapter[Outbound] = TypeAdapter(Annotated[Outbound, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class BorderIntake:
    """The handler of the US subscription on the orders topic."""

    opener: Opener[Outbound]
    clock: Clock
    quarantine: Quarantine
    desk: OrderDesk
    instructions: InstructionDesk

    def handle(self, delivery: Delivery) -> None:
        """Process a delivery; returning acknowledges it.

        Raises StoreError, which asks for redelivery.
        """
        try:
            message = self.opener.open(delivery, self.clock.now())
        except Unacceptable as refusal:
            self.quarantine.keep(delivery, refusal.reason)
            return
        if isinstance(message, OrderNew):
            self.desk.receive(message)
        elif isinstance(message, OrderCancel):
            self.instructions.cancel(message)
        elif isinstance(message, OrderReplace):
            self.instructions.replace(message)
        else:
            self.desk.answer_status_query(message)
