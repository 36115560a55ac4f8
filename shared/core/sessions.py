"""The exchange's sessions by date, with their settlement dates (R-709, R-801).

Hours come from a table, never from fixed offsets. The table is written at build time; asking beyond
it raises NoSession, because a guessed holiday would move money on the wrong day.
"""

import csv
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from functools import cache
from pathlib import Path

from shared.core.errors import TwoLedgerError

_TABLE = Path(__file__).parent / "data" / "sessions.csv"


class NoSession(TwoLedgerError):
    """Say that the table of sessions does not reach to a date."""


@dataclass(frozen=True, slots=True)
class Session:
    """One day's core session: open from `opens_at` until just before `closes_at`, in UTC."""

    date: Date
    opens_at: datetime
    closes_at: datetime
    settle_date: Date


def session_on(day: Date) -> Session | None:
    """Return the session of a New York date, None where there is none.

    Raises NoSession outside the table.
    """
    session = session_at_or_before(day)
    return session if session.date == day else None


def session_at_or_before(day: Date) -> Session:
    """Return the last session up to a New York date. Raises NoSession outside the table."""
    sessions = all_sessions()
    at = bisect_right(sessions, day, key=_date)
    if at == 0 or day > sessions[-1].date:
        raise NoSession
    return sessions[at - 1]


def next_session(instant: datetime) -> Session:
    """Return the first session that opens after an instant. Raises NoSession outside the table."""
    sessions = all_sessions()
    return _inside(sessions, bisect_right(sessions, instant, key=_opens_at))


def next_to_close(instant: datetime) -> Session:
    """Return the first session that closes after an instant; it may be open already.

    Raises NoSession outside the table.
    """
    sessions = all_sessions()
    return _inside(sessions, bisect_right(sessions, instant, key=_closes_at))


def is_open(instant: datetime) -> bool:
    """Tell whether the exchange is in session. Raises NoSession outside the table."""
    return next_to_close(instant).opens_at <= instant


def between(start: Date, end: Date) -> tuple[Session, ...]:
    """Return the sessions of the table from one date to another, both included."""
    sessions = all_sessions()
    first = bisect_left(sessions, start, key=_date)
    return sessions[first : bisect_right(sessions, end, key=_date)]


@cache
def all_sessions() -> tuple[Session, ...]:
    """Return the table, in order of time."""
    with _TABLE.open(newline="") as file:
        return tuple(_session(row) for row in csv.DictReader(file))


def _inside(sessions: tuple[Session, ...], at: int) -> Session:
    # Before the first session the next one is known, but what lies between is not.
    if at == len(sessions) or at == 0:
        raise NoSession
    return sessions[at]


def _session(row: dict[str, str]) -> Session:
    return Session(
        Date.fromisoformat(row["date"]),
        datetime.fromisoformat(row["opens_at"]),
        datetime.fromisoformat(row["closes_at"]),
        Date.fromisoformat(row["settlement_date"]),
    )


def _date(session: Session) -> Date:
    return session.date


def _opens_at(session: Session) -> datetime:
    return session.opens_at


def _closes_at(session: Session) -> datetime:
    return session.closes_at
