"""The port to our bank: payments go out, answers come in, and payees are verified."""

from collections.abc import Sequence
from typing import Protocol

from shared.eu.funding.model.transfer import PayeeCheck
from shared.eu.identity.model.payment import BankAnswer, Payee


class PaymentBank(Protocol):
    """A bank that pays out of the clients' account. Names and IBANs go to nobody else."""

    def verify(self, payee: Payee) -> PayeeCheck:
        """Return what the payee's bank says of the name and the IBAN (R-463).

        Raises Unavailable.
        """
        ...

    def pay(self, payment_id: str, file: bytes) -> None:
        """Take a payment as a pain.001 file; the same id is paid once.

        Raises Unavailable, CommitUnknown.
        """
        ...

    def answers(self) -> Sequence[BankAnswer]:
        """Return what was not acknowledged yet, the oldest of each payment first.

        Raises Unavailable.
        """
        ...

    def acknowledge(self, answer: BankAnswer) -> None:
        """Note that an answer was taken; it is not said again.

        Raises Conflict, CommitUnknown, Unavailable: then it is said again.
        """
        ...
