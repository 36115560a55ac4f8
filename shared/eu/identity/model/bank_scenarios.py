"""How the simulated bank treats a payment: told by the payee's IBAN, so that testers choose it.

The digits of the Spanish bank within the IBAN decide; every other IBAN is paid.
"""

from dataclasses import dataclass

from shared.eu.funding.model.transfer import PayeeCheck
from shared.eu.identity.model.payment import Outcome

_BANK_DIGITS = slice(4, 8)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the payee's bank says of the name, and what becomes of the payment, in order."""

    payee_check: PayeeCheck = PayeeCheck.MATCH
    outcomes: tuple[Outcome, ...] = (Outcome.PAID,)


ORDINARY = Scenario()
SCENARIOS = {
    "9990": Scenario(PayeeCheck.NO_MATCH),
    "9991": Scenario(PayeeCheck.CLOSE),
    "9992": Scenario(PayeeCheck.NA),
    "9993": Scenario(outcomes=(Outcome.REJECTED,)),
    "9994": Scenario(outcomes=(Outcome.PAID, Outcome.RETURNED)),
}


def scenario_of(iban: str) -> Scenario:
    """Return how a payment to an IBAN goes."""
    return SCENARIOS.get(iban[_BANK_DIGITS], ORDINARY) if iban.startswith("ES") else ORDINARY
