"""Deposits in euro (P1): their entry and what partners see of them."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import rfc3339, trade_date
from shared.core.ids import AccountId, EntryId, EventId, derive
from shared.core.money import CASH_SCALE, Cents, text
from shared.eu.events.model.record import Happening, Stream
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import deposit as deposit_lines


@dataclass(frozen=True, slots=True)
class Deposit:
    """Euro that arrived for an account, in cents; the id is the transfer's."""

    transfer_id: str
    account_id: AccountId
    amount_cents: Cents
    received_at: datetime

    def draft(self) -> Draft:
        """Return the entry that books the deposit (P1)."""
        return Draft(
            entry_id=EntryId(derive("entry", "deposit", self.transfer_id)),
            posting="P1",
            lines=deposit_lines(self.account_id, self.amount_cents),
            event_time=self.received_at,
            effective_date=trade_date(self.received_at),
            facts={"transfer_id": self.transfer_id},
        )

    def happening(self) -> Happening:
        """Return the event: a transfer that is complete, and a cash deposit activity."""
        amount, at = text(self.amount_cents, CASH_SCALE), rfc3339(self.received_at)
        common = {"account_id": self.account_id, "at": at}
        body = {
            "funding": {
                **common,
                "entity_type": "Transfer",
                "transfer_id": self.transfer_id,
                "direction": "INCOMING",
                "amount": amount,
                "currency": "EUR",
                "status_from": "",
                "status_to": "COMPLETE",
            },
            "activities": {
                **common,
                "activity_type": "CSD",
                "executed_at": at,
                "status": "executed",
                "currency": "EUR",
                "ref_id": self.transfer_id,
                "previous_id": None,
                "net_amount": amount,
            },
        }
        event_id = EventId(derive("event", self.transfer_id, "complete"))
        return Happening(
            event_id, "complete", (Stream.FUNDING, Stream.ACTIVITIES), self.received_at, body
        )
