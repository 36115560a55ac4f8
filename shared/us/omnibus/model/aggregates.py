"""What the US tells of its books to be compared: sums by cohort and asset (R-1101)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.core.breaks import Break
from shared.us.omnibus.model.chart import USD, Code

Line = tuple[str, str, int]
"""Ledger account, commodity and amount, debit positive."""

_COHORT_CODES = frozenset({Code.COHORT_SECURITIES, Code.COHORT_SECURITIES_UNSETTLED})
# U-2900 is a credit: street less the firm's own shares (I-2).
_STREET_CODES = frozenset({Code.DTC, Code.CNS, Code.OCC, Code.FIRM_INVENTORY})


@dataclass(frozen=True, slots=True)
class UsAggregates:
    """Quantities in 10^-9 by cohort and asset or by asset, money in cents.

    `clearing` is what clearing holds less the firm's own shares; `owed_usd` is minus U-2010.
    `breaks` are executions whose lines do not sum to zero (I-1).
    """

    cohorts: Mapping[tuple[str, str], int]
    clearing: Mapping[str, int]
    owed_usd: int
    execution_count: int
    breaks: tuple[Break, ...]


def aggregates_of(executions: Mapping[str, Iterable[Line]]) -> UsAggregates:
    """Fold the lines of all executions, by id."""
    cohorts: Counter[tuple[str, str]] = Counter()
    clearing: Counter[str] = Counter()
    owed = 0
    breaks: list[Break] = []
    for execution_id, lines in executions.items():
        totals: Counter[str] = Counter()
        for account, commodity, amount in lines:
            code, _, part = account.partition(":")
            totals[commodity] += amount
            if code in _COHORT_CODES:
                cohorts[part, commodity] -= amount
            elif code in _STREET_CODES and commodity != USD:
                clearing[commodity] += amount
            elif (code, commodity) == (Code.COHORT_UNSETTLED, USD):
                owed -= amount
        breaks.extend(Break("execution", execution_id, 0, rest) for rest in totals.values() if rest)
    return UsAggregates(cohorts, clearing, owed, len(executions), tuple(breaks))
