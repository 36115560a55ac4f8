from datetime import date

import pytest

from emulators.reference_data.write_sessions import TARGET, bank_holidays, sessions_csv


# exchange_calendars itself uses what pandas will change.
@pytest.mark.filterwarnings("ignore:Series.values returning:DeprecationWarning")
def test_the_file_is_what_the_script_writes() -> None:
    assert TARGET.read_text() == sessions_csv()


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 10, 12), True),
        (date(2026, 11, 11), True),
        (date(2023, 1, 2), True),
        (date(2023, 11, 10), False),
        (date(2026, 7, 3), False),
        (date(2027, 7, 5), True),
        (date(2027, 12, 24), False),
        (date(2027, 12, 31), False),
    ],
)
def test_banks_move_a_sunday_holiday_and_leave_a_saturday_one(day: date, closed: bool) -> None:
    assert (day in bank_holidays()) is closed
