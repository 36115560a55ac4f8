"""Record what was refused at the door: reason, digest and size, never its bytes (D2)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Documents
from shared.core.errors import Conflict
from shared.core.messages import Delivery
from shared.us.orders.paths import quarantine_create


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Where refused messages are recorded."""

    documents: Documents
    clock: Clock
    observe: Callable[[str, str], None]

    def keep(self, delivery: Delivery, reason: str) -> None:
        """Record a delivery; one that comes again is one record. Raises StoreError."""
        self.observe("message quarantined", reason)
        digest = sha256(delivery.data).hexdigest()
        now_ms = epoch_ms(self.clock.now())
        record = quarantine_create(digest, reason, len(delivery.data), now_ms)
        with suppress(Conflict):
            self.documents.commit([record])
