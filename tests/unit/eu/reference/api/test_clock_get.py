from datetime import UTC, datetime, timedelta

from shared.core.market_hours import AlwaysOpen, MarketHours, RealHours
from shared.eu.reference.api import clock_get
from tests.unit.eu.reference.alpaca_client import Clock
from tests.unit.eu.reference.asking import ask

FRIDAY = datetime(2026, 11, 20, 19, 15, 22, 250_000, tzinfo=UTC)


class StoppedClock:
    """A clock that stands still."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant

    def sleep_ms(self, duration_ms: int) -> None:
        self._instant += timedelta(milliseconds=duration_ms)


def _clock(now: datetime, hours: MarketHours) -> dict[str, object]:
    body: dict[str, object] = ask(clock_get.operation(StoppedClock(now), hours))
    return body


def test_times_have_new_yorks_offset() -> None:
    assert _clock(FRIDAY, RealHours()) == {
        "timestamp": "2026-11-20T14:15:22.250000-05:00",
        "is_open": True,
        "next_open": "2026-11-23T09:30:00-05:00",
        "next_close": "2026-11-20T16:00:00-05:00",
    }


def test_summer_time_has_another_offset() -> None:
    body = _clock(datetime(2026, 6, 24, 18, tzinfo=UTC), RealHours())
    assert body["next_close"] == "2026-06-24T16:00:00-04:00"


def test_a_virtual_session_is_open_on_saturday() -> None:
    body = _clock(FRIDAY + timedelta(days=1), AlwaysOpen())
    assert body["is_open"] is True
    assert body["next_close"] == body["next_open"] == "2026-11-22T00:00:00-05:00"


def test_the_official_client_reads_it() -> None:
    clock = Clock.model_validate(_clock(FRIDAY + timedelta(days=1), RealHours()))
    assert not clock.is_open
    assert clock.timestamp == FRIDAY + timedelta(days=1)
    assert clock.next_open == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert clock.next_close == datetime(2026, 11, 23, 21, tzinfo=UTC)
