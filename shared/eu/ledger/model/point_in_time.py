"""What was booked at an instant, and what is effective on a day: two different questions."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from shared.eu.ledger.model.entry import Entry


def booked_by(entries: Iterable[Entry], instant: datetime) -> Iterator[Entry]:
    """Yield the entries that the book had at an instant, this one included."""
    return (entry for entry in entries if entry.posted_at <= instant)


def effective_by(entries: Iterable[Entry], day: date) -> Iterator[Entry]:
    """Yield the entries that are effective on a day or before, whenever they were booked."""
    return (entry for entry in entries if entry.draft.effective_date <= day)
