"""The lines of the US books (R-900). Positions and money are per cohort; no client is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.errors import TwoLedgerError
from shared.core.money import CASH_SCALE, QTY_SCALE
from shared.us.omnibus.model.chart import COHORT_CODES, USD, Code


class Unbalanced(TwoLedgerError):
    """Say that lines do not sum to zero per commodity, or name a cohort where there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: debit positive, credit negative, in 10^-scale of the commodity.

    `part` tells accounts of one code apart: the cohort, or the type of a fee.
    """

    code: Code
    commodity: str
    amount: int
    part: str | None = None

    @property
    def account(self) -> str:
        """Return the ledger account as text."""
        return f"{self.code}:{self.part}" if self.part else str(self.code)

    @property
    def scale(self) -> int:
        """Return the scale of the amount: cents of dollars, else 10^-9 of an asset."""
        return CASH_SCALE if self.commodity == USD else QTY_SCALE


@dataclass(frozen=True, slots=True)
class Posting:
    """Lines that balance in every commodity (I-1). Raises Unbalanced when they do not."""

    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        totals: Counter[str] = Counter()
        for line in self.lines:
            if not line.amount or (line.code in COHORT_CODES and line.part is None):
                raise Unbalanced
            totals[line.commodity] += line.amount
        if not self.lines or any(totals.values()):
            raise Unbalanced


def execution_posting(
    side: Side, cohort: str, asset_id: str, qty: int, gross_cents: int, fees: Mapping[str, int]
) -> Posting:
    """Post an execution on trade date: P5 for a buy, P8 for a sale.

    `qty` is in 10^-9, `fees` are the cents charged by type. A cohort pays gross and fees for a
    buy, and gets gross less fees for a sale; lines of zero are left out.
    """
    sign = 1 if side is Side.BUY else -1
    cohort_cents = sign * gross_cents + sum(fees.values())
    lines = (
        Line(Code.COHORT_UNSETTLED, USD, cohort_cents, cohort),
        Line(Code.NSCC_SETTLEMENT, USD, -sign * gross_cents),
        *(Line(Code.FEES_PAYABLE, USD, -cents, fee_type) for fee_type, cents in fees.items()),
        Line(Code.CNS, asset_id, sign * qty),
        Line(Code.COHORT_SECURITIES_UNSETTLED, asset_id, -sign * qty, cohort),
    )
    return Posting(tuple(line for line in lines if line.amount))
