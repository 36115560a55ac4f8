"""A US order, its executions and the facts it reported; nothing here leads to a client (R-511)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.errors import TwoLedgerError
from shared.core.ids import ExecutionId, OrderToken
from shared.us.clearing.model import Charge, FeeTotals
from shared.us.omnibus.model.posting import Posting
from shared.us.orders.model.state import FINAL, Event, State, after

Facts = Mapping[str, Any]
"""A step of an order report as plain JSON, in the words of `shared.border.messages`."""

RESTING_TIFS = frozenset({TimeInForce.DAY, TimeInForce.GTC})


class Overfilled(TwoLedgerError):
    """Refuse an order that would have traded more than it asked for (R-721)."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was, or is to be, told under one number of the order's reports; never changed."""

    seq: int
    steps: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a cohort under its one-time token. Quantity in 10^-9, price in 10^-6.

    An order for dollars has them as `notional_cents`; its `qty` is what they became at receipt.
    `instruction_seq` is the last instruction that was applied. `unsent_seq` is the first report
    that a tick caused and that is not known to be published: the mark of the outbox (D10).
    """

    token: OrderToken
    cohort: str
    asset_id: str
    symbol: str | None
    side: Side
    order_type: OrderType
    tif: TimeInForce
    qty: int
    notional_cents: int | None
    limit_price: int
    received_at_ms: int
    expires_at_ms: int
    state: State = State.RECEIVED
    cum_qty: int = 0
    fees: FeeTotals = field(default_factory=FeeTotals)
    reports: tuple[Report, ...] = ()
    instruction_seq: int = 1
    unsent_seq: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.cum_qty <= self.qty:
            raise Overfilled

    @property
    def leaves_qty(self) -> int:
        """Return the quantity that has not traded."""
        return self.qty - self.cum_qty

    @property
    def may_rest(self) -> bool:
        """Tell whether what does not trade at once waits in the book."""
        return self.order_type is OrderType.LIMIT and self.tif in RESTING_TIFS

    @property
    def is_open(self) -> bool:
        """Tell whether more of the order may trade: exactly then it rests in the book."""
        return self.state not in FINAL

    @property
    def fill_count(self) -> int:
        """Return the number of the order's executions."""
        return sum(step["step"] == "fill" for report in self.reports for step in report.steps)

    def moved(self, *events: Event) -> "Order":
        """Return the order after events. Raises InvalidTransition."""
        state = self.state
        for event in events:
            state = after(state, event)
        return replace(self, state=state)

    def reported(self, step: Facts) -> "Order":
        """Return the order with a step that is told by a report of its own."""
        return replace(self, reports=(*self.reports, Report(len(self.reports) + 1, (step,))))

    def reported_along(self, step: Facts) -> "Order":
        """Return the order with a step that its last report tells too; it is not stored yet."""
        *earlier, last = self.reports
        return replace(self, reports=(*earlier, Report(last.seq, (*last.steps, step))))


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The record of an order that was canceled before it came: nothing of it will trade."""

    token: OrderToken
    cohort: str
    asset_id: str
    received_at_ms: int
    instruction_seq: int
    reports: tuple[Report, ...]


Known = Order | Tombstone


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


@dataclass(frozen=True, slots=True)
class Decision:
    """What an order comes to, and the trades that brought it there; committed together."""

    order: Order
    executions: tuple[Execution, ...] = ()
