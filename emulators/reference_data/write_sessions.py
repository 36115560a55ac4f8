"""Write shared/core/data/sessions.csv: the exchange's sessions and their settlement dates.

`python -m emulators.reference_data.write_sessions`
"""

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import exchange_calendars
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    Holiday,
    USColumbusDay,
    USLaborDay,
    USMartinLutherKingJr,
    USMemorialDay,
    USPresidentsDay,
    USThanksgivingDay,
    sunday_to_monday,
)

TARGET = Path(__file__).resolve().parents[2] / "shared/core/data/sessions.csv"
COLUMNS = ("date", "opens_at", "closes_at", "settlement_date")
FIRST = date(2023, 1, 1)
LAST = date(2029, 12, 31)
BEYOND_LAST = date(2030, 1, 31)  # the last sessions settle after the table ends
T_PLUS_1_FROM = date(2024, 5, 28)

# The Federal Reserve's holidays: one that falls on a Sunday is kept on Monday, one that falls on a
# Saturday is not moved. (Federal offices close on the Friday before; banks do not.)
_BANK_HOLIDAYS = AbstractHolidayCalendar(
    name="FederalReserve",
    rules=[
        Holiday("New Year's Day", month=1, day=1, observance=sunday_to_monday),
        USMartinLutherKingJr,
        USPresidentsDay,
        USMemorialDay,
        Holiday("Juneteenth", month=6, day=19, observance=sunday_to_monday),
        Holiday("Independence Day", month=7, day=4, observance=sunday_to_monday),
        USLaborDay,
        USColumbusDay,
        Holiday("Veterans Day", month=11, day=11, observance=sunday_to_monday),
        USThanksgivingDay,
        Holiday("Christmas Day", month=12, day=25, observance=sunday_to_monday),
    ],
)


def bank_holidays() -> frozenset[date]:
    """Return the days of the table's span on which US banks do not settle."""
    days = _BANK_HOLIDAYS.holidays(start=FIRST.isoformat(), end=BEYOND_LAST.isoformat())
    return frozenset(day.date() for day in days)


def sessions_csv() -> str:
    """Return the text of the table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows())
    return text.getvalue()


def _rows() -> Iterator[tuple[str, str, str, str]]:
    hours = _hours()
    closed = bank_holidays()
    settlement_days = [day for day, _, _ in hours if day not in closed]
    for day, opens_at, closes_at in hours:
        if day <= LAST:
            settles = _settlement_date(day, settlement_days)
            yield day.isoformat(), _utc(opens_at), _utc(closes_at), settles.isoformat()


def _hours() -> list[tuple[date, datetime, datetime]]:
    calendar = exchange_calendars.get_calendar(
        "XNYS", start=FIRST.isoformat(), end=BEYOND_LAST.isoformat()
    )
    return [
        (row.Index.date(), row.open.to_pydatetime(), row.close.to_pydatetime())
        for row in calendar.schedule.itertuples()
    ]


def _settlement_date(trade_date: date, settlement_days: Sequence[date]) -> date:
    """Count on one settlement day (R-801), two before the cycle was shortened."""
    days_on = 1 if trade_date >= T_PLUS_1_FROM else 2
    return settlement_days[bisect_right(settlement_days, trade_date) + days_on - 1]


def _utc(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    TARGET.write_text(sessions_csv())
    print(TARGET)
