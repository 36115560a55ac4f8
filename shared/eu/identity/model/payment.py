"""A payment as our bank gets it, what the bank says of it, and what the payee's bank says."""

from dataclasses import dataclass
from enum import StrEnum

from shared.core.money import Cents
from shared.eu.vault.model.pii import Pii


class Outcome(StrEnum):
    """What became of a payment; one that was paid may still come back."""

    PAID = "PAID"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid: the holder of the account, at a bank of theirs."""

    name: Pii[str]
    iban: Pii[str]
    bic: Pii[str]


@dataclass(frozen=True, slots=True)
class Payment:
    """An amount in cents for a payee; the id is the withdrawal's, and the bank tells it again."""

    payment_id: str
    amount_cents: Cents
    payee: Payee


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """One thing that our bank says of a payment."""

    payment_id: str
    outcome: Outcome
