"""A US order, its executions and the facts it reported; nothing here leads to a client (R-511)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.border.dictionary import Side
from shared.core.errors import TwoLedgerError
from shared.core.ids import ExecutionId, OrderToken
from shared.us.clearing.model import Charge, FeeTotals
from shared.us.omnibus.model.posting import Posting
from shared.us.orders.model.state import State

Facts = Mapping[str, Any]
"""A step of an order report as plain JSON, in the words of `shared.border.messages`."""


class Overfilled(TwoLedgerError):
    """Refuse an order that would have traded more than it asked for (R-721)."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was, or is to be, told under one number of the order's reports; never changed."""

    seq: int
    steps: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a cohort under its one-time token. Quantity in 10^-9, price in 10^-6."""

    token: OrderToken
    cohort: str
    asset_id: str
    symbol: str | None
    side: Side
    qty: int
    limit_price: int
    received_at_ms: int
    state: State = State.RECEIVED
    cum_qty: int = 0
    fees: FeeTotals = field(default_factory=FeeTotals)
    reports: tuple[Report, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.cum_qty <= self.qty:
            raise Overfilled

    @property
    def leaves_qty(self) -> int:
        """Return the quantity that has not traded."""
        return self.qty - self.cum_qty


@dataclass(frozen=True, slots=True)
class Execution:
    """One trade of an order, with its charges and its lines in the US books; never changed."""

    execution_id: ExecutionId
    order_token: OrderToken
    cohort: str
    asset_id: str
    side: Side
    qty: int
    price: int
    venue: str
    gross_cents: int
    charges: tuple[Charge, ...]
    executed_at_ms: int
    trade_date: date
    settle_date: date
    posting: Posting
