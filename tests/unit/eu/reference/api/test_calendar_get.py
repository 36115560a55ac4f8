from datetime import date, datetime

import pytest

from shared.core.errors import Refusal
from shared.core.sessions import all_sessions
from shared.eu.reference.api import calendar_get
from tests.unit.eu.reference.alpaca_client import Calendar, GetCalendarRequest
from tests.unit.eu.reference.asking import ask

GET = calendar_get.operation()


def _dates(**query: str) -> list[str]:
    return [day["date"] for day in ask(GET, query)]


def test_days_show_early_closes_and_settlement() -> None:
    assert ask(GET, {"start": "2026-11-25", "end": "2026-11-27"}) == [
        {
            "date": "2026-11-25",
            "open": "09:30",
            "close": "16:00",
            "session_open": "0400",
            "session_close": "2000",
            "settlement_date": "2026-11-27",
        },
        {
            "date": "2026-11-27",
            "open": "09:30",
            "close": "13:00",
            "session_open": "0400",
            "session_close": "1700",
            "settlement_date": "2026-11-30",
        },
    ]


def test_the_official_client_asks_and_reads() -> None:
    asked = GetCalendarRequest(start=date(2026, 11, 27), end=date(2026, 11, 27))
    (day,) = [Calendar(**body) for body in ask(GET, asked.to_request_fields())]
    assert (day.date, day.open, day.close) == (
        date(2026, 11, 27),
        datetime(2026, 11, 27, 9, 30),  # noqa: DTZ001  # the client's times have no zone
        datetime(2026, 11, 27, 13),  # noqa: DTZ001
    )


def test_the_official_client_reads_the_whole_table() -> None:
    assert len([Calendar(**body) for body in ask(GET)]) == len(all_sessions())


def test_instants_are_taken_by_their_date() -> None:
    assert _dates(start="2026-11-20T00:00:00Z", end="2026-11-20T23:59:59.5-05:00") == ["2026-11-20"]


def test_an_open_end_reaches_to_the_end_of_the_table() -> None:
    assert _dates(start="2029-12-31") == ["2029-12-31"]
    assert _dates(end="2023-01-03") == ["2023-01-03"]


def test_days_can_be_asked_for_by_settlement() -> None:
    query = {"start": "2026-10-13", "end": "2026-10-13"}
    assert _dates(**query, date_type="SETTLEMENT") == ["2026-10-09", "2026-10-12"]
    assert _dates(**query, date_type="TRADING") == ["2026-10-13"]


def test_an_empty_span_has_no_days() -> None:
    assert _dates(start="2026-11-28", end="2026-11-29") == []
    assert _dates(start="2026-11-30", end="2026-11-01") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("start", "yesterday"), ("end", "2026-13-01"), ("start", "2026"), ("date_type", "BOTH")],
)
def test_what_cannot_be_read_is_refused_by_field(field: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        _dates(**{field: value})
    assert (refused.value.reason, refused.value.field) == ("invalid_parameter", field)
