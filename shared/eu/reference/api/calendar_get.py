"""GET /v1/calendar: the exchange's sessions, in New York time.

Also GET /v2/calendar.

It shows the exchange's own calendar, also where a virtual session is open around the clock.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from shared.core.clock import NEW_YORK
from shared.core.errors import Refusal
from shared.core.http import Answer, Operation, Request
from shared.core.sessions import Session, all_sessions, between

_TRADING = "TRADING"
_SETTLEMENT = "SETTLEMENT"
_EXTENDED_OPEN = "0400"
_EXTENDED_AFTER_CLOSE = timedelta(hours=4)


def operation() -> Operation:
    """Build the operation. It refuses what it cannot read with `invalid_parameter`."""
    return _calendar_get


def _calendar_get(request: Request) -> Answer:
    start = _date(request.query, "start") or date.min
    end = _date(request.query, "end") or date.max
    found = _settling(start, end) if _by_settlement(request.query) else between(start, end)
    return Answer([_day(session) for session in found])


def _settling(start: date, end: date) -> tuple[Session, ...]:
    return tuple(session for session in all_sessions() if start <= session.settle_date <= end)


def _by_settlement(query: Mapping[str, str]) -> bool:
    value = query.get("date_type") or _TRADING
    if value not in (_TRADING, _SETTLEMENT):
        raise Refusal("invalid_parameter", "date_type")
    return value == _SETTLEMENT


def _date(query: Mapping[str, str], field: str) -> date | None:
    """Read a date, or the date of an RFC 3339 instant as it is written there."""
    value = query.get(field)
    if not value:
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise Refusal("invalid_parameter", field) from None


def _day(session: Session) -> dict[str, Any]:
    opens_at = session.opens_at.astimezone(NEW_YORK)
    closes_at = session.closes_at.astimezone(NEW_YORK)
    return {
        "date": session.date.isoformat(),
        "open": f"{opens_at:%H:%M}",
        "close": f"{closes_at:%H:%M}",
        "session_open": _EXTENDED_OPEN,
        "session_close": f"{closes_at + _EXTENDED_AFTER_CLOSE:%H%M}",
        "settlement_date": session.settle_date.isoformat(),
    }
