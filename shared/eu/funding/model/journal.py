"""Journals (P19, P20): cash or shares from one account of a partner to another one of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.core.clock import rfc3339, trade_date
from shared.core.errors import InvalidTransition
from shared.core.ids import AccountId, AssetId, EntryId, EventId, derive
from shared.core.money import CASH_SCALE, QTY_SCALE, Cents, NanoQty, short_text, text
from shared.eu.events.model.record import Happening, Stream
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import journal_cash, journal_shares

# A journal of more cash waits for a person's word.
APPROVAL_ABOVE_CENTS = 50_000_00


class JournalType(StrEnum):
    """What is moved, in Alpaca's words: cash or securities."""

    CASH = "JNLC"
    SHARES = "JNLS"


class JournalStatus(StrEnum):
    """Where a journal stands, in Alpaca's words."""

    QUEUED = "queued"
    PENDING = "pending"
    EXECUTED = "executed"
    CANCELED = "canceled"
    REJECTED = "rejected"
    REFUSED = "refused"


_STEPS = {
    JournalStatus.QUEUED: (
        JournalStatus.PENDING,
        JournalStatus.EXECUTED,
        JournalStatus.REFUSED,
    ),
    JournalStatus.PENDING: (
        JournalStatus.EXECUTED,
        JournalStatus.CANCELED,
        JournalStatus.REJECTED,
    ),
}


@dataclass(frozen=True, slots=True)
class Journal:
    """Cents for cash; an asset and 10^-9 shares for securities.

    `fingerprint` is of the request that it came by, which a batch's journals share.
    """

    journal_id: str
    correspondent: str
    journal_type: JournalType
    from_account: AccountId
    to_account: AccountId
    status: JournalStatus
    created_at: datetime
    updated_at: datetime
    fingerprint: str
    amount_cents: Cents = Cents(0)
    asset_id: AssetId = AssetId("")
    symbol: str = ""
    qty: NanoQty = NanoQty(0)

    @property
    def needs_approval(self) -> bool:
        """Tell whether a person must allow it."""
        return self.amount_cents > APPROVAL_ABOVE_CENTS

    def after(self, status: JournalStatus, at: datetime) -> "Journal":
        """Return the journal in its next status.

        Raises InvalidTransition.
        """
        if status not in _STEPS.get(self.status, ()):
            raise InvalidTransition("journal", self.status, status)
        return replace(self, status=status, updated_at=at)

    def draft(self) -> Draft:
        """Return the entry that books it."""
        is_cash = self.journal_type is JournalType.CASH
        accounts = (self.from_account, self.to_account)
        return Draft(
            entry_id=EntryId(derive("entry", "journal", self.journal_id)),
            posting="P19" if is_cash else "P20",
            lines=(
                journal_cash(*accounts, self.amount_cents)
                if is_cash
                else journal_shares(*accounts, self.asset_id, self.qty)
            ),
            event_time=self.updated_at,
            effective_date=trade_date(self.updated_at),
            facts={"journal_id": self.journal_id},
        )


def journal_step(journal: Journal, before: str) -> Happening:
    """Return what the partner sees of a step to the journal's present status, on its stream."""
    body = {
        "at": rfc3339(journal.updated_at),
        "entry_type": journal.journal_type.value,
        "journal_id": journal.journal_id,
        "status_from": before,
        "status_to": journal.status.value,
    }
    event_id = EventId(derive("event", journal.journal_id, journal.status.value))
    at = journal.updated_at
    return Happening(event_id, "journal", (Stream.JOURNALS,), at, {Stream.JOURNALS.value: body})


def journal_activity(journal: Journal, account_id: AccountId) -> Happening:
    """Return the activity of one of the two accounts: what left it, or what came."""
    sign = 1 if account_id == journal.to_account else -1
    at, event_id = journal.updated_at, derive("event", journal.journal_id, account_id)
    body: dict[str, Any] = {
        "account_id": account_id,
        "at": rfc3339(at),
        "activity_type": journal.journal_type.value,
        "executed_at": rfc3339(at),
        "status": "executed",
        "currency": "EUR",
        "ref_id": journal.journal_id,
        "previous_id": None,
        "net_amount": text(sign * journal.amount_cents, CASH_SCALE),
    }
    if journal.journal_type is JournalType.SHARES:
        body |= {"qty": short_text(sign * journal.qty, QTY_SCALE), "symbol": journal.symbol}
    streams = (Stream.ACTIVITIES,)
    return Happening(EventId(event_id), "journal", streams, at, {Stream.ACTIVITIES.value: body})


def journal_view(journal: Journal) -> dict[str, Any]:
    """Render a journal in Alpaca's shape. What was told of persons is not kept, nor shown."""
    is_cash = journal.journal_type is JournalType.CASH
    is_executed = journal.status is JournalStatus.EXECUTED
    day = trade_date(journal.updated_at).isoformat() if is_executed else None
    return {
        "id": journal.journal_id,
        "entry_type": journal.journal_type.value,
        "from_account": journal.from_account,
        "to_account": journal.to_account,
        "status": journal.status.value,
        "symbol": None if is_cash else journal.symbol,
        "qty": None if is_cash else short_text(journal.qty, QTY_SCALE),
        "price": None,
        "net_amount": text(journal.amount_cents, CASH_SCALE) if is_cash else None,
        "currency": "EUR",
        "description": "",
        "settle_date": day,
        "system_date": day,
        "created_at": rfc3339(journal.created_at),
    }
