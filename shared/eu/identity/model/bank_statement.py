"""What a bank file says, whatever its version: entries that were booked on the clients' account."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.money import Cents
from shared.eu.vault.model.pii import Pii


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came, in cents; `bank_reference` is the bank's own and belongs to it alone."""

    bank_reference: str
    amount_cents: Cents
    booked_at: datetime
    payer_name: Pii[str]
    payer_iban: Pii[str]
    payer_bic: Pii[str]
    remittance: Pii[str]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Money, in cents, of a credit that the bank takes back; the reference is that credit's."""

    bank_reference: str
    amount_cents: Cents


@dataclass(frozen=True, slots=True)
class Statement:
    """A file: the account it is of, its credits, and those of others that are taken back.

    `other_count` are entries of other kinds.
    """

    iban: str
    credits: tuple[Credit, ...]
    taken_back: tuple[TakenBack, ...]
    other_count: int
