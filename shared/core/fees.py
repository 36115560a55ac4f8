"""US regulatory fees of share trades: dated schedules, raw accrual, charge (R-820 to R-824, D6).

Rates are nano-dollars for each dollar of principal or for each share; which rate applies follows
from the trade date. Options and shares off the exchanges have other rates and are not here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.core.errors import TwoLedgerError
from shared.core.money import CASH_SCALE, NANO, PRICE_SCALE, QTY_SCALE, divide_up

NANO_USD_PER_CENT = NANO // 10**CASH_SCALE

Basis = Literal["principal", "shares"]

_UNIT = {"principal": 10 ** (QTY_SCALE + PRICE_SCALE), "shares": 10**QTY_SCALE}


class NoFeeRate(TwoLedgerError):
    """Say that the schedule of a fee does not reach back to a date."""


@dataclass(frozen=True, slots=True)
class FeeRate:
    """A rate, from its first trade date until the next row begins; the cap is for each trade."""

    effective_from: date
    nano_usd_per_unit: int
    cap_nano_usd: int | None = None


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """One fee: who pays it, on what, and its rates from the oldest on."""

    fee_type: str
    sides: frozenset[str]
    basis: Basis
    rates: tuple[FeeRate, ...]

    def rate_on(self, on: date) -> FeeRate:
        """Return the rate of a trade date. Raises NoFeeRate before the first."""
        for rate in reversed(self.rates):
            if rate.effective_from <= on:
                return rate
        raise NoFeeRate(self.fee_type)


_SEC = FeeSchedule(
    "SEC",  # section 31 of the Exchange Act: 27.80, 0.00 and 20.60 dollars a million
    frozenset({"sell"}),
    "principal",
    (
        FeeRate(date(2024, 5, 22), 27_800),
        FeeRate(date(2025, 5, 14), 0),
        FeeRate(date(2026, 4, 4), 20_600),
    ),
)
_TAF = FeeSchedule(
    "TAF",  # FINRA By-Laws, Schedule A, section 1: 0.000166 and 0.000195 dollars a share
    frozenset({"sell"}),
    "shares",
    (
        FeeRate(date(2024, 1, 1), 166_000, 8_300_000_000),
        FeeRate(date(2026, 1, 1), 195_000, 9_790_000_000),
    ),
)
_CAT = FeeSchedule(
    "CAT",
    frozenset({"buy", "sell"}),
    "shares",
    # Illustrative: the 0.0000265 dollars a share that brokers passed on in the second half of 2025
    # (0.000009 + 0.000013 + 0.0000045). Other half-years had other rates; that of 2026 was not
    # found. A live deployment enters the published ones.
    (FeeRate(date(2024, 1, 1), 26_500),),
)
SCHEDULES = (_SEC, _TAF, _CAT)


def accrue(side: str, qty: int, price: int, on: date) -> dict[str, int]:
    """Return what one execution accrues, by fee type, in nano-dollars rounded up.

    `side` is "buy" or "sell", `on` the trade date. A fee that is nothing is left out.
    Raises NoFeeRate.
    """
    raw = {
        schedule.fee_type: _raw_nano_usd(schedule, qty, price, on)
        for schedule in SCHEDULES
        if side in schedule.sides
    }
    return {fee_type: amount for fee_type, amount in raw.items() if amount}


def _raw_nano_usd(schedule: FeeSchedule, qty: int, price: int, on: date) -> int:
    rate = schedule.rate_on(on)
    base = qty * price if schedule.basis == "principal" else qty
    raw = divide_up(base * rate.nano_usd_per_unit, _UNIT[schedule.basis])
    return raw if rate.cap_nano_usd is None else min(raw, rate.cap_nano_usd)


def charged_cents(raw_total_nano_usd: int) -> int:
    """Return the cents owed for an accrued total, rounded up once over the sum (R-824)."""
    return divide_up(raw_total_nano_usd, NANO_USD_PER_CENT)
