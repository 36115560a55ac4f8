"""Reversals (R-901): the books only grow, so a wrong entry is followed by its mirror."""

from dataclasses import replace
from datetime import datetime

from shared.core.clock import trade_date
from shared.core.ids import EntryId, derive
from shared.eu.ledger.model.entry import Draft, Entry

PREFIX = "R"
REVERSES = "reverses"


def reversal_of(entry: Entry, at: datetime) -> Draft:
    """Return the mirror of an entry: every line with the other sign, effective on the day of `at`.

    Its id comes from the entry's: an entry is reversed once, whoever asks how often.
    """
    return mirror_of(entry.draft, at)


def mirror_of(draft: Draft, at: datetime) -> Draft:
    """Return the reversal of the entry that was booked by a draft."""
    return Draft(
        entry_id=EntryId(derive("entry", "reversal", draft.entry_id)),
        posting=PREFIX + draft.posting,
        lines=tuple(replace(line, amount=-line.amount) for line in draft.lines),
        event_time=at,
        effective_date=trade_date(at),
        facts={REVERSES: draft.entry_id},
    )


def is_reversal(entry: Entry) -> bool:
    """Tell whether an entry reverses another one; such a one is never reversed, but booked anew."""
    return REVERSES in entry.draft.facts
