"""Pay withdrawals out: check the payee, hand the payment to our bank, book what the bank says.

A withdrawal is committed as sent before the bank gets it, so that nobody can cancel what may have
been paid; whatever a crash leaves is done again, and the bank tells a payment by its id.
"""

from dataclasses import dataclass

from shared.core.errors import (
    CommitUnknown,
    Conflict,
    InvalidTransition,
    Refusal,
    Unavailable,
)
from shared.eu.funding.model.transfer import PayeeCheck, Transfer, TransferReason, TransferStatus
from shared.eu.funding.model.withdrawal import WithdrawalEvent
from shared.eu.funding.service.withdrawals import WithdrawalDesk
from shared.eu.identity.model.payment import BankAnswer, Outcome, Payment
from shared.eu.identity.service.deposit_returns import DepositReturns
from shared.eu.identity.service.payees import NoHolder, NoSuchBank, Payees
from shared.eu.identity.service.payment_bank import PaymentBank
from shared.eu.identity.service.sweeping import sweep_each
from shared.eu.identity.service.teller import Teller

WAITS = (Conflict, CommitUnknown, Unavailable)
_PASSING = (PayeeCheck.MATCH, PayeeCheck.CLOSE, PayeeCheck.NA)
_EVENTS = {
    Outcome.PAID: (WithdrawalEvent.CONFIRM, None),
    Outcome.REJECTED: (WithdrawalEvent.REJECT, TransferReason.BANK_REJECTED),
    Outcome.RETURNED: (WithdrawalEvent.RETURN, TransferReason.BANK_RETURNED),
}


@dataclass(frozen=True, slots=True)
class Payouts:
    """The job that takes withdrawals on."""

    withdrawals: WithdrawalDesk
    payees: Payees
    returns: DepositReturns
    bank: PaymentBank
    teller: Teller

    def sweep(self) -> int:
        """Take every withdrawal and return that waits for us a step on, then book the answers.

        Returns how many steps there were. Raises Unavailable, or the last error of a step, after
        every other one had its turn.
        """
        taken = sweep_each(self.withdrawals.awaiting(), self._take_on, WAITS)
        taken += sweep_each(self.returns.waiting(), self.returns.take_on, WAITS)
        return taken + sweep_each(self.bank.answers(), self._book, WAITS)

    def _take_on(self, transfer: Transfer) -> None:
        tell = self.withdrawals.tell
        try:
            payment = Payment(transfer.transfer_id, transfer.amount_cents, self.payees.of(transfer))
        except NoSuchBank:
            return self._cannot_pay(transfer, TransferReason.BANK_REMOVED)
        except (NoHolder, Refusal):
            return self._cannot_pay(transfer, TransferReason.HOLDER_UNAVAILABLE)
        if transfer.status is TransferStatus.QUEUED:
            check = self.bank.verify(payment.payee)
            if check not in _PASSING:
                tell(
                    transfer.transfer_id, WithdrawalEvent.HOLD, TransferReason.PAYEE_MISMATCH, check
                )
                return
            tell(transfer.transfer_id, WithdrawalEvent.SEND, None, check)
        elif transfer.status is TransferStatus.APPROVED:
            tell(transfer.transfer_id, WithdrawalEvent.SEND)
        self.teller.pay(payment)
        self.withdrawals.note_handed_over(transfer.transfer_id)

    def _cannot_pay(self, transfer: Transfer, reason: TransferReason) -> None:
        """Give the money back; once sent, the bank may have the payment: people must look."""
        if transfer.status is TransferStatus.SENT_TO_CLEARING:
            raise InvalidTransition("withdrawal", transfer.status, reason)
        self.withdrawals.tell(transfer.transfer_id, WithdrawalEvent.REJECT, reason)

    def _book(self, answer: BankAnswer) -> None:
        if self.returns.is_known(answer.payment_id):
            self.returns.book(answer)
        else:
            event, reason = _EVENTS[answer.outcome]
            self.withdrawals.tell(answer.payment_id, event, reason)
        self.bank.acknowledge(answer)
