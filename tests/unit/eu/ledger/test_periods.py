"""A day closes at six in the morning in New York; what comes late goes to the first open day."""

from datetime import UTC, date, datetime

import pytest

from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.periods import closed_through, first_open_day, into_open_period, is_open
from shared.eu.ledger.model.postings import deposit

FRIDAY = date(2026, 11, 20)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def draft(effective: date) -> Draft:
    lines = deposit(AccountId("a"), Cents(5))
    return Draft(EntryId("e"), "P1", lines, utc(20, 15), effective, {"k": "v"})


@pytest.mark.parametrize(
    ("now", "first_open"),
    [
        (utc(20, 15), FRIDAY),
        (utc(21, 4, 59), FRIDAY),
        (utc(21, 10, 59), FRIDAY),
        (utc(21, 11), date(2026, 11, 21)),
        # Summer time ends in New York on the first of November.
        (utc(31, 9, 59, month=10), date(2026, 10, 30)),
        (utc(31, 10, month=10), date(2026, 10, 31)),
    ],
)
def test_a_day_is_open_until_the_next_morning(now: datetime, first_open: date) -> None:
    assert first_open_day(now) == first_open
    assert is_open(first_open, now)
    assert not is_open(closed_through(now), now)


def test_what_is_in_time_is_booked_as_it_is() -> None:
    in_time = draft(FRIDAY)
    assert into_open_period(in_time, utc(21, 10)) is in_time


def test_what_comes_late_is_effective_on_the_first_open_day_and_says_so() -> None:
    late = into_open_period(draft(FRIDAY), utc(23, 15))
    assert late.effective_date == date(2026, 11, 23)
    assert late.facts == {"k": "v", "as_of": "2026-11-20"}
