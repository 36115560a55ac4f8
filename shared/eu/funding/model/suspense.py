"""Deposits that belong to nobody yet (P2): in suspense, then credited or sent back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.core.clock import trade_date
from shared.core.errors import InvalidTransition
from shared.core.ids import AccountId, EntryId, derive
from shared.core.money import Cents
from shared.eu.ledger.model.entry import Draft, Line
from shared.eu.ledger.model.postings import match, suspend
from shared.eu.ledger.model.reversal import mirror_of

RETURN_AFTER_BUSINESS_DAYS = 5
_SATURDAY = 5


class SuspenseReason(StrEnum):
    """Why a deposit was not credited."""

    NO_REFERENCE = "no_reference"
    SEVERAL_REFERENCES = "several_references"
    UNKNOWN_REFERENCE = "unknown_reference"
    ACCOUNT_RESTRICTED = "account_restricted"
    HOLDER_UNKNOWN = "holder_unknown"
    THIRD_PARTY = "third_party"


class SuspenseStatus(StrEnum):
    """Where a deposit in suspense stands."""

    SUSPENDED = "SUSPENDED"
    RETURNING = "RETURNING"
    CREDITED = "CREDITED"
    RETURNED = "RETURNED"


class SuspenseEvent(StrEnum):
    """What happens to a deposit in suspense."""

    MATCH = "MATCH"
    SEND_BACK = "SEND_BACK"
    SENT_BACK = "SENT_BACK"
    REFUSED_BACK = "REFUSED_BACK"


_STEPS = {
    (SuspenseStatus.SUSPENDED, SuspenseEvent.MATCH): SuspenseStatus.CREDITED,
    (SuspenseStatus.SUSPENDED, SuspenseEvent.SEND_BACK): SuspenseStatus.RETURNING,
    (SuspenseStatus.RETURNING, SuspenseEvent.SENT_BACK): SuspenseStatus.RETURNED,
    # The payer's bank does not take it: it lies here until somebody knows better.
    (SuspenseStatus.RETURNING, SuspenseEvent.REFUSED_BACK): SuspenseStatus.SUSPENDED,
}


@dataclass(frozen=True, slots=True)
class Suspended:
    """An amount in cents; the payer's name, IBAN and words are in the vault.

    `reference` is what was read as one, `score` how near the payer's name is to the holder's (0 to
    100), `account_id` whose it was found to be.
    """

    deposit_id: str
    amount_cents: Cents
    received_at: datetime
    reason: SuspenseReason
    status: SuspenseStatus
    updated_at: datetime
    reference: str | None = None
    score: int | None = None
    account_id: AccountId | None = None
    is_handed_over: bool = False

    @property
    def awaits_us(self) -> bool:
        """Tell whether our bank must still be given the payment that sends it back."""
        return self.status is SuspenseStatus.RETURNING and not self.is_handed_over

    @property
    def is_open(self) -> bool:
        """Tell whether people may still decide on it."""
        return self.status is SuspenseStatus.SUSPENDED

    @property
    def return_on(self) -> date:
        """Return the day on which it goes back by itself."""
        return business_days_after(self.received_at.date(), RETURN_AFTER_BUSINESS_DAYS)

    def after(self, event: SuspenseEvent, at: datetime) -> "Suspended":
        """Return the deposit after an event.

        Raises InvalidTransition.
        """
        status = _STEPS.get((self.status, event))
        if status is None:
            raise InvalidTransition("suspense", self.status, event)
        return replace(self, status=status, updated_at=at, is_handed_over=False)


def business_days_after(day: date, count: int) -> date:
    """Return the day so many working days later; bank holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def suspended_draft(deposit: Suspended) -> Draft:
    """Return the entry of a deposit that belongs to nobody (P2)."""
    return _draft(deposit, "suspend", suspend(deposit.amount_cents))


def sent_back_draft(deposit: Suspended) -> Draft:
    """Return the entry of a deposit that was sent back: the first one, mirrored."""
    return mirror_of(suspended_draft(deposit), deposit.updated_at)


def match_draft(deposit: Suspended, account_id: AccountId) -> Draft:
    """Return the entry that gives a deposit in suspense to an account (P2)."""
    return _draft(deposit, "match", match(account_id, deposit.amount_cents))


def _draft(deposit: Suspended, name: str, lines: tuple[Line, ...]) -> Draft:
    return Draft(
        entry_id=EntryId(derive("entry", name, deposit.deposit_id)),
        posting="P2",
        lines=lines,
        event_time=deposit.updated_at,
        effective_date=trade_date(deposit.updated_at),
        facts={"deposit_id": deposit.deposit_id},
    )
