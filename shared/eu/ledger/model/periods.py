"""When a day of the books closes (R-905): at six in the morning in New York, the day after.

The rule is one of the clock alone, so no posting has to read whether a day is closed, and an
auditor can hold every entry to it.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from shared.core.clock import trade_date
from shared.eu.ledger.model.entry import Draft

CLOSES_AFTER = timedelta(hours=6)
_DAY = timedelta(days=1)


def first_open_day(now: datetime) -> date:
    """Return the first day that entries may still be effective on."""
    return trade_date(now - CLOSES_AFTER)


def closed_through(now: datetime) -> date:
    """Return the last day that is closed."""
    return first_open_day(now) - _DAY


def is_open(day: date, now: datetime) -> bool:
    """Tell whether an entry may be effective on a day; one in the future is open."""
    return day >= first_open_day(now)


def into_open_period(draft: Draft, now: datetime) -> Draft:
    """Return a draft as it can be booked now: what comes late is effective on the first open day.

    The fact `as_of` then keeps the day it belongs to.
    """
    if is_open(draft.effective_date, now):
        return draft
    facts = {**draft.facts, "as_of": draft.effective_date.isoformat()}
    return replace(draft, effective_date=first_open_day(now), facts=facts)
