"""The European Central Bank's daily reference rates of the euro, in US dollars per euro."""

import csv
from bisect import bisect_right
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.core.errors import TwoLedgerError
from shared.core.money import PRICE_SCALE, scaled

_TABLE = Path(__file__).parent / "data" / "eur_usd.csv"


class NoRate(TwoLedgerError):
    """Say that the rates do not reach back to a date."""


class EcbRate(NamedTuple):
    """US dollars per euro, in 10^-6, as published on a day."""

    date: date
    usd_per_eur: int


def latest() -> EcbRate:
    """Return the last rate of the table."""
    return _rates()[-1]


def on(day: date) -> EcbRate:
    """Return the most recent rate published at or before a day. Raises NoRate before the first."""
    rates = _rates()
    at = bisect_right(rates, day, key=_date)
    if at == 0:
        raise NoRate
    return rates[at - 1]


@cache
def _rates() -> tuple[EcbRate, ...]:
    with _TABLE.open(newline="") as file:
        return tuple(
            EcbRate(date.fromisoformat(row["date"]), scaled(row["usd_per_eur"], PRICE_SCALE))
            for row in csv.DictReader(file)
        )


def _date(rate: EcbRate) -> date:
    return rate.date
