"""Take deliveries of the US side: open, book, or record what cannot be taken (D2, R-505)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import Field, TypeAdapter

from shared.border.codec import Opener
from shared.border.messages import Inbound, OrderReport
from shared.border.signing import Verifier
from shared.core.clock import Clock, rfc3339
from shared.core.documents import Documents, create
from shared.core.errors import Conflict, Unacceptable
from shared.core.messages import Delivery
from shared.eu.orders.paths import quarantine_path
from shared.eu.orders.service.book import BookingDesk
from shared.eu.quotes.service import keep

_INBOUND: TypeAdapter[Inbound] = TypeAdapter(Annotated[Inbound, Field(discriminator="kind")])


def opener(verifier: Verifier) -> Opener[Inbound]:
    """Build the opener of everything that the EU side accepts."""
    return Opener(verifier, _INBOUND)


@dataclass(frozen=True, slots=True)
class Intake:
    """The EU side's ear at the border."""

    documents: Documents
    clock: Clock
    opener: Opener[Inbound]
    desk: BookingDesk

    def take(self, delivery: Delivery) -> None:
        """Handle a delivery; returning acknowledges it, also where it was recorded and dropped."""
        try:
            message = self.opener.open(delivery, self.clock.now())
            if isinstance(message, OrderReport):
                self.desk.receive(message)
            else:
                keep(self.documents, message)
        except Unacceptable as error:
            self._quarantine(delivery, error.reason)

    def _quarantine(self, delivery: Delivery, reason: str) -> None:
        """Record reason, digest and size, never the bytes; the same message is recorded once."""
        digest = sha256(delivery.data).hexdigest()
        record = {
            "reason": reason,
            "sha256": digest,
            "size_bytes": len(delivery.data),
            "received_at": rfc3339(self.clock.now()),
        }
        try:
            self.documents.commit([create(quarantine_path(digest), record)])
        except Conflict:
            return
