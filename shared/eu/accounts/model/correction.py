"""What partners see of an entry that an operator booked: an activity, so that cash is their sum."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import rfc3339
from shared.core.ids import AccountId, EntryId, EventId, derive
from shared.core.money import CASH_SCALE, text
from shared.eu.events.model.record import Happening, Stream


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of an account's cash, in cents, by an entry that no order or transfer stands for."""

    entry_id: EntryId
    account_id: AccountId
    net_cents: int

    def happening(self, at: datetime) -> Happening:
        """Return the event: an activity of Alpaca's type for what has none of its own."""
        body = {
            "activities": {
                "account_id": self.account_id,
                "at": rfc3339(at),
                "activity_type": "MISC",
                "executed_at": rfc3339(at),
                "status": "executed",
                "currency": "EUR",
                "ref_id": self.entry_id,
                "previous_id": None,
                "net_amount": text(self.net_cents, CASH_SCALE),
            }
        }
        event_id = EventId(derive("event", self.entry_id, self.account_id, "correction"))
        return Happening(event_id, "correction", (Stream.ACTIVITIES,), at, body)
