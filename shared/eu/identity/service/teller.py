"""Hand payments to our bank: each as a file out of the clients' account."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.eu.identity.model.pain import credit_transfer
from shared.eu.identity.model.payment import Payment
from shared.eu.identity.service.payment_bank import PaymentBank

DEBTOR_NAME = "Two-Ledger, clients' account"


@dataclass(frozen=True, slots=True)
class Teller:
    """Pays out of the account `omnibus_iban`."""

    bank: PaymentBank
    clock: Clock
    omnibus_iban: str

    def pay(self, payment: Payment) -> None:
        """Hand a payment over; the same one again is the same payment for the bank.

        Raises Unavailable, CommitUnknown.
        """
        file = credit_transfer(payment, DEBTOR_NAME, self.omnibus_iban, self.clock.now())
        self.bank.pay(payment.payment_id, file)
