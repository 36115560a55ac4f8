"""Time and randomness as arguments (D17): services take these ports, never the real thing."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

YEAR_MIN = 1000
NEW_YORK = ZoneInfo("America/New_York")


class Clock(Protocol):
    """The time of a service."""

    def now(self) -> datetime:
        """Return the current instant, in UTC."""
        ...

    def sleep_ms(self, duration_ms: int) -> None:
        """Wait; in a simulation this is where others run."""
        ...


class Entropy(Protocol):
    """The randomness of a service."""

    def token_hex(self, byte_count: int) -> str:
        """Return an unguessable token in lower-case hexadecimal."""
        ...

    def below(self, bound: int) -> int:
        """Return an integer from 0 up to `bound`: for jitter and made-up prices, never for ids."""
        ...


def rfc3339(instant: datetime) -> str:
    """Render an instant with six decimals and Z, so that texts sort as instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant_of(text: str) -> datetime:
    """Read what `rfc3339` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def instant_given(text: str) -> datetime:
    """Read an instant as a caller wrote it: RFC 3339; a day, or a time without a zone, is of UTC.

    Raises ValueError, also for what is no instant in UTC and for years that no text of ours sorts.
    """
    read = datetime.fromisoformat(text)
    try:
        instant = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError from None
    if instant.year < YEAR_MIN:
        raise ValueError
    return instant


def epoch_ms(instant: datetime) -> int:
    """Return whole milliseconds since 1970, cut off."""
    return int(instant.timestamp() * 1000)


def instant_of_ms(value_ms: int) -> datetime:
    """Return the instant of milliseconds since 1970."""
    return datetime.fromtimestamp(value_ms // 1000, UTC).replace(microsecond=value_ms % 1000 * 1000)


def trade_date(instant: datetime) -> date:
    """Return the New York date of an instant (R-732)."""
    return instant.astimezone(NEW_YORK).date()
