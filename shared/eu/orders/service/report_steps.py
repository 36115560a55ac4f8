"""Apply the steps of one report to an order, its account and its position, without writing."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.border.dictionary import Side
from shared.border.messages import Acknowledged, Done, Filled, OrderReport, Rejected
from shared.core.clock import instant_of_ms, trade_date
from shared.core.ids import EntryId, derive
from shared.core.money import Cents
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import release
from shared.eu.orders.model.booking import book_fill, fill_facts, fill_of
from shared.eu.orders.model.breaks import BreakReason, Contradicted
from shared.eu.orders.model.fill_update import fill_step
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderEvent, after
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.trade_update import order_step
from shared.eu.quotes.model import FxRate


@dataclass(slots=True)
class ReportSteps:
    """An order while a report is applied to it."""

    order: Order
    position: Position
    change: AccountChange
    fx: FxRate
    now: datetime

    def apply(self, report: OrderReport) -> None:
        """Apply every step, in order, and count the report as booked."""
        for step in report.steps:
            match step:
                case Acknowledged():
                    self._acknowledge()
                case Rejected():
                    self._end(OrderEvent.REJECT, "rejected", step.reason.value)
                case Filled():
                    self._fill(step)
                case Done():
                    self._end(OrderEvent.DONE, "canceled", step.reason.value)
                case _:
                    raise Contradicted(BreakReason.IMPOSSIBLE_STEP)
        self.order = replace(
            self.order,
            report_seq=report.seq,
            issued_seq=max(self.order.issued_seq, report.issued_seq),
            updated_at=self.now,
        )

    def _acknowledge(self) -> None:
        self.order = replace(self.order, state=after(self.order.state, OrderEvent.ACK))
        self.change.tell(order_step(self.order, "new", self.now))

    def _end(self, event: OrderEvent, name: str, reason: str) -> None:
        order = self.order
        leaves_qty = order.leaves_qty
        self._release(order.hold_cents)
        if order.side is Side.SELL:
            self.position = self.position.with_reserved(-leaves_qty)
        self.order = replace(
            order, state=after(order.state, event), hold_cents=0, reason=reason, ended_at=self.now
        )
        self.change.tell(order_step(self.order, name, self.now, reason=reason))

    def _release(self, held_cents: int) -> None:
        if not held_cents:
            return
        order = self.order
        draft = Draft(
            entry_id=EntryId(derive("entry", "release", order.order_id)),
            posting="P4",
            lines=release(order.account_id, Cents(held_cents)),
            event_time=self.now,
            effective_date=trade_date(self.now),
            facts={"order_id": order.order_id},
        )
        self.change.post(draft)

    def _fill(self, filled: Filled) -> None:
        executed_at = instant_of_ms(filled.executed_at)
        traded_on = trade_date(executed_at)
        terms = terms_on(traded_on)
        free = self.change.account.available
        booking = book_fill(self.order, self.position, fill_of(filled), self.fx, terms, free)
        draft = Draft(
            entry_id=EntryId(derive("entry", "fill", filled.execution_id)),
            posting=booking.posting,
            lines=booking.lines,
            event_time=executed_at,
            effective_date=traded_on,
            facts=fill_facts(self.order, filled, self.fx, terms),
        )
        self.change.post(draft)
        self.order, self.position = booking.order, booking.position
        event = "fill" if self.order.is_terminal else "partial_fill"
        if self.order.is_terminal:
            self.order = replace(self.order, filled_at=executed_at, ended_at=self.now)
        self.change.tell(
            fill_step(self.order, filled, event, booking.net_cents, self.position.qty, self.now)
        )
