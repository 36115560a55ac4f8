"""The lines of the US books (R-900). Positions and money are per cohort; no client is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.errors import TwoLedgerError
from shared.core.money import CASH_SCALE, NANO, QTY_SCALE
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


@dataclass(frozen=True, slots=True)
class Trade:
    """A quantity (10^-9) and what it costs (cents)."""

    qty: int
    cents: int


def street_qty(side: Side, qty: int) -> int:
    """Return the whole shares that the street trades for a client's quantity (R-705).

    The rest goes to the firm's inventory: a buy is rounded up, a sale down. So it only grows.
    """
    part: int = qty % NANO
    return qty - part + (NANO if part and side is Side.BUY else 0)


def execution_posting(
    side: Side, cohort: str, asset_id: str, client: Trade, street: Trade, fees: Mapping[str, int]
) -> Posting:
    """Post an execution on trade date: P5 for a buy, P8 for a sale.

    `fees` are the cents charged by type. A cohort pays gross and fees for a buy, and gets gross
    less fees for a sale. The firm's inventory takes the shares between client and street, and
    deals in them at the price of the trade (R-705). Lines of zero are left out.
    """
    sign = 1 if side is Side.BUY else -1
    cohort_cents = sign * client.cents + sum(fees.values())
    lines = (
        Line(Code.COHORT_UNSETTLED, USD, cohort_cents, cohort),
        Line(Code.NSCC_SETTLEMENT, USD, -sign * street.cents),
        Line(Code.FIRM_INVENTORY, USD, sign * (street.cents - client.cents)),
        *(Line(Code.FEES_PAYABLE, USD, -cents, fee_type) for fee_type, cents in fees.items()),
        Line(Code.CNS, asset_id, sign * street.qty),
        Line(Code.FIRM_INVENTORY, asset_id, -sign * (street.qty - client.qty)),
        Line(Code.COHORT_SECURITIES_UNSETTLED, asset_id, -sign * client.qty, cohort),
    )
    return Posting(tuple(line for line in lines if line.amount))
