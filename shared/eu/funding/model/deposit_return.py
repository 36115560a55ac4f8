"""A deposit that its bank takes back after it was credited (R-464, P24).

What is left of the client's cash goes back. Where it was traded already, the firm puts in the rest
with its own money and has a claim on the client (E-1310): no other client's money is touched.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.core.clock import trade_date
from shared.core.ids import EntryId, derive
from shared.core.money import Cents
from shared.eu.events.model.record import Happening
from shared.eu.funding.model.told import transfer_step
from shared.eu.funding.model.transfer import Transfer, TransferReason, TransferStatus
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import deposit_returned


@dataclass(frozen=True, slots=True)
class DepositReturn:
    """The transfer after the return, and its parts in cents: of the client, and of the firm."""

    transfer: Transfer
    from_client: Cents
    from_firm: Cents

    @classmethod
    def of(cls, transfer: Transfer, free_cents: int, at: datetime) -> "DepositReturn":
        """Return what a return does to an account that has so much settled, free cash."""
        from_client = min(transfer.amount_cents, free_cents)
        after = replace(
            transfer,
            status=TransferStatus.RETURNED,
            reason=TransferReason.BANK_RETURNED,
            updated_at=at,
        )
        return cls(after, Cents(from_client), Cents(transfer.amount_cents - from_client))

    def draft(self) -> Draft:
        """Return the entry (P24)."""
        transfer = self.transfer
        return Draft(
            entry_id=EntryId(derive("entry", "deposit returned", transfer.transfer_id)),
            posting="P24",
            lines=deposit_returned(transfer.account_id, self.from_client, self.from_firm),
            event_time=transfer.updated_at,
            effective_date=trade_date(transfer.updated_at),
            facts={"transfer_id": transfer.transfer_id},
        )

    def happening(self) -> Happening:
        """Return the event: the transfer's step, and the activity of the cash that left."""
        return transfer_step(self.transfer, TransferStatus.COMPLETE.value, -self.from_client)
