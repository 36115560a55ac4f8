"""Deposits in euro (P1): their entry and what partners see of them."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import trade_date
from shared.core.ids import AccountId, EntryId, derive
from shared.core.money import Cents
from shared.eu.events.model.record import Happening
from shared.eu.funding.model.told import transfer_step
from shared.eu.funding.model.transfer import Direction, Transfer, TransferStatus
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import deposit as deposit_lines


@dataclass(frozen=True, slots=True)
class Deposit:
    """Euro that arrived for an account, in cents; the id is the transfer's."""

    transfer_id: str
    account_id: AccountId
    amount_cents: Cents
    received_at: datetime

    def transfer(self, bank_id: str | None = None) -> Transfer:
        """Return the transfer that partners see, complete."""
        return Transfer(
            transfer_id=self.transfer_id,
            account_id=self.account_id,
            bank_id=bank_id,
            direction=Direction.INCOMING,
            amount_cents=self.amount_cents,
            status=TransferStatus.COMPLETE,
            created_at=self.received_at,
            updated_at=self.received_at,
        )

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
        return transfer_step(self.transfer(), "", self.amount_cents)
