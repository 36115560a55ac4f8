"""The sandbox's bank: takes payments and answers a little later, as the payee's IBAN tells it to.

It remembers a payment by its id and what it will say of it, never a name or an IBAN.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.clock import Clock, epoch_ms
from shared.core.documents import Condition, Documents, Snapshot, create, replace
from shared.core.errors import Conflict
from shared.core.ids import SHARD_COUNT, shard_of
from shared.eu.funding.model.transfer import PayeeCheck
from shared.eu.identity.model.bank_scenarios import scenario_of
from shared.eu.identity.model.pain import read_credit_transfer
from shared.eu.identity.model.payment import BankAnswer, Outcome, Payee
from shared.eu.identity.paths import SIMULATED_PAYMENTS, simulated_payment_path

ANSWER_AFTER_MS = 1_000
PAYMENTS_PER_SHARD_MAX = 200


@dataclass(frozen=True, slots=True)
class SimulatedBank:
    """Implements PaymentBank over documents of its own."""

    documents: Documents
    clock: Clock

    def verify(self, payee: Payee) -> PayeeCheck:
        """Return what the IBAN's scenario says."""
        return scenario_of(payee.iban.reveal()).payee_check

    def pay(self, payment_id: str, file: bytes) -> None:
        """Take a payment, by what its file says; one that is known is not taken again."""
        outcomes = scenario_of(read_credit_transfer(file).creditor_iban).outcomes
        document = {
            "outcomes": [outcome.value for outcome in outcomes],
            "handed_at_ms": epoch_ms(self.clock.now()),
            "said": 0,
            "waiting": shard_of(payment_id),
        }
        try:
            self.documents.commit([create(simulated_payment_path(payment_id), document)])
        except Conflict:
            return

    def answers(self) -> Sequence[BankAnswer]:
        """Return the next answer of each payment whose time has come."""
        found = (seen for shard in range(SHARD_COUNT) for seen in self._waiting(shard))
        return [_answer(seen) for seen in found if self._is_due(seen)]

    def acknowledge(self, answer: BankAnswer) -> None:
        """Go on to the payment's next answer, if there is one."""
        (seen,) = self.documents.get([simulated_payment_path(answer.payment_id)])
        data = dict(seen.data or {})
        if "waiting" not in data or _answer(seen) != answer:
            return
        data["said"] += 1
        if data["said"] == len(data["outcomes"]):
            del data["waiting"]
        self.documents.commit([replace(seen, data)])

    def _waiting(self, shard: int) -> Sequence[Snapshot]:
        waiting = [Condition("waiting", "==", shard)]
        return self.documents.query(SIMULATED_PAYMENTS, waiting, limit=PAYMENTS_PER_SHARD_MAX)

    def _is_due(self, seen: Snapshot) -> bool:
        data = seen.data or {}
        due_ms: int = data["handed_at_ms"] + ANSWER_AFTER_MS * (data["said"] + 1)
        return due_ms <= epoch_ms(self.clock.now())


def _answer(seen: Snapshot) -> BankAnswer:
    data = seen.data or {}
    outcome = Outcome(data["outcomes"][data["said"]])
    return BankAnswer(seen.path.partition("/")[2], outcome)
