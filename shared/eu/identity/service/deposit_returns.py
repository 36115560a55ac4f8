"""Send deposits back that belong to nobody: decided by people, or by time (R-461)."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.eu.funding.model.suspense import Suspended
from shared.eu.funding.paths import suspended_path
from shared.eu.funding.service.suspense import SuspenseDesk
from shared.eu.identity.model.payment import BankAnswer, Outcome, Payment
from shared.eu.identity.service.payers import Payers
from shared.eu.identity.service.teller import Teller


@dataclass(frozen=True, slots=True)
class DepositReturns:
    """The job's part that pays deposits back to their payers."""

    suspense: SuspenseDesk
    payers: Payers
    teller: Teller
    clock: Clock

    def waiting(self) -> list[Suspended]:
        """Return deposits that are to be sent back now: decided so, or here for too long."""
        today = self.clock.now().date()
        return [
            deposit
            for deposit in self.suspense.waiting()
            if deposit.awaits_us or deposit.return_on <= today
        ]

    def take_on(self, deposit: Suspended) -> None:
        """Hand the payment back to our bank, which tells it by the deposit's id.

        Raises LookupError where the payer is not known; Refusal, and what the store raises.
        """
        if deposit.is_open:
            self.suspense.send_back(deposit.deposit_id)
        payee = self.payers.payee_of(deposit.deposit_id)
        self.teller.pay(Payment(deposit.deposit_id, deposit.amount_cents, payee))
        self.suspense.note_handed_over(deposit.deposit_id)

    def is_known(self, payment_id: str) -> bool:
        """Tell whether a payment is a deposit that goes back.

        Raises Unavailable.
        """
        (seen,) = self.suspense.documents.get([suspended_path(payment_id)])
        return seen.exists

    def book(self, answer: BankAnswer) -> None:
        """Book what our bank says of such a payment.

        Raises InvalidTransition, Refusal, and what the store raises.
        """
        if answer.outcome is Outcome.PAID:
            self.suspense.sent_back(answer.payment_id)
        else:
            self.suspense.refused_back(answer.payment_id)
