"""When the market trades: the exchange's own hours, or a virtual session without end (D18).

Which of the two is in force is a setting; models and services are handed a `MarketHours`.
"""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from shared.core import sessions
from shared.core.clock import NEW_YORK, trade_date


class MarketHours(Protocol):
    """The hours that orders trade in. Every method raises NoSession beyond the table."""

    def is_open(self, now: datetime) -> bool:
        """Tell whether orders trade now."""
        ...

    def next_open(self, now: datetime) -> datetime:
        """Return the next opening after now; while the market is open, that of the next session."""
        ...

    def next_close(self, now: datetime) -> datetime:
        """Return the next close after now: the end of the session that is or comes next."""
        ...

    def settle_date(self, now: datetime) -> date:
        """Return the day on which a trade made now settles (R-801)."""
        ...


class RealHours:
    """The core session of the exchange, holidays and early closes included (R-709)."""

    def is_open(self, now: datetime) -> bool:
        return sessions.is_open(now)

    def next_open(self, now: datetime) -> datetime:
        return sessions.next_session(now).opens_at

    def next_close(self, now: datetime) -> datetime:
        return sessions.next_to_close(now).closes_at

    def settle_date(self, now: datetime) -> date:
        return _settle_date(now)


class AlwaysOpen:
    """A virtual session on every day, from midnight to midnight in New York.

    The virtual session thus spans one trade date (R-732): it closes, and the next one opens, when
    the trade date changes.
    """

    def is_open(self, now: datetime) -> bool:
        return True

    def next_open(self, now: datetime) -> datetime:
        return _next_midnight(now)

    def next_close(self, now: datetime) -> datetime:
        return _next_midnight(now)

    def settle_date(self, now: datetime) -> date:
        return _settle_date(now)


def _settle_date(now: datetime) -> date:
    """Settle like the last session up to the trade date.

    On a day without a session this is what R-801 says when it is read literally: the next day that
    is both an exchange day and no bank holiday. A trade of Saturday settles on Monday.
    """
    return sessions.session_at_or_before(trade_date(now)).settle_date


def _next_midnight(now: datetime) -> datetime:
    tomorrow = trade_date(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), NEW_YORK)
