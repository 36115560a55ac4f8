"""Instants and durations as an operator writes them."""

import re
from datetime import UTC, datetime, timedelta

from shared.core import sessions
from shared.core.market_hours import RealHours

_PARTS = re.compile(r"([0-9]{1,6})([smhdw])")
_WHOLE = re.compile(rf"({_PARTS.pattern})+")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_TABLE_RESERVE = timedelta(days=14)


class NoMoment(Exception):
    """Say why a text is no moment that the sandbox can go to."""


def duration_of(text: str) -> timedelta:
    """Read a duration like 90s, 15m, 2h, 1d12h or 1w.

    Raises NoMoment.
    """
    if not _WHOLE.fullmatch(text):
        raise NoMoment("A duration is like 90s, 15m, 2h, 1d12h or 1w.")
    parts = _PARTS.findall(text)
    return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))


def moment_of(text: str, now: datetime) -> datetime:
    """Read an instant with its offset, or `open` and `close`: the exchange's next ones.

    Raises NoMoment.
    """
    if text == "open":
        return RealHours().next_open(now)
    if text == "close":
        return RealHours().next_close(now)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoMoment("An instant is like 2026-12-24T15:00:00Z; or say open, or close.")
    return moment.astimezone(UTC)


def check_reachable(moment: datetime, now: datetime) -> None:
    """Raises NoMoment for one that is past, or that the table of sessions does not reach."""
    if moment <= now:
        raise NoMoment(
            "The clock goes ahead only: what is in the books would lie in the future. "
            "To begin anew: make sandbox-down, make sandbox-up"
        )
    last = sessions.all_sessions()[-1].closes_at - _TABLE_RESERVE
    if moment > last:
        raise NoMoment(f"The table of sessions ends; the clock may go up to {last:%Y-%m-%d}.")
