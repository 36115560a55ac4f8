"""Apply the steps of one report to an order, its account and its position, without writing."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.border.dictionary import DoneReason, Side
from shared.border.messages import (
    Acknowledged,
    Done,
    Filled,
    OrderReport,
    Rejected,
    Replaced,
    ReplaceRejected,
)
from shared.core.clock import instant_of_ms, trade_date
from shared.core.ids import EntryId, derive
from shared.core.money import QTY_SCALE, Cents, scaled
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import release
from shared.eu.orders.model.booking import book_fill, fill_entry_id, fill_facts, fill_of
from shared.eu.orders.model.breaks import BreakReason, Contradicted
from shared.eu.orders.model.fill_update import fill_step
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderEvent, OrderState, after
from shared.eu.orders.model.switch import switched
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.trade_update import order_step
from shared.eu.quotes.model import FxRate


@dataclass(slots=True)
class ReportSteps:
    """An order while a report is applied to it; `replacement` is the one that waits for its place.

    Raises what a report does that contradicts the order: Contradicted, InvalidTransition, Oversold.
    """

    order: Order
    position: Position
    change: AccountChange
    fx: FxRate
    now: datetime
    replacement: Order | None = None

    def apply(self, report: OrderReport) -> None:
        """Apply every step, in order, and count the report as booked."""
        for step in report.steps:
            match step:
                case Acknowledged():
                    self._acknowledge(scaled(step.qty, QTY_SCALE))
                case Rejected():
                    self._end(OrderEvent.REJECT, "rejected", step.reason.value)
                case Filled():
                    self._fill(step)
                case Done(reason=DoneReason.EXPIRED):
                    self._end(OrderEvent.EXPIRE, "expired", step.reason.value)
                case Done():
                    self._end(OrderEvent.DONE, "canceled", step.reason.value)
                case Replaced():
                    self._switch(step.replacement_token)
                case ReplaceRejected():
                    self._keep(step.replacement_token, step.reason.value)
        self.order = replace(
            self.order,
            report_seq=report.seq,
            issued_seq=max(self.order.issued_seq, report.issued_seq),
            updated_at=self.now,
        )

    def _acknowledge(self, qty: int) -> None:
        """Learn the quantity of an order by amount; a sale gives back what it reserved too much."""
        order, by_amount = self.order, not self.order.qty_known
        if qty != order.qty and not by_amount:
            raise Contradicted(BreakReason.QTY_MISMATCH)
        reserved_qty = order.reserved_qty
        if by_amount and order.side is Side.SELL:
            if qty > reserved_qty:
                raise Contradicted(BreakReason.QTY_MISMATCH)
            self.position = self.position.with_reserved(qty - reserved_qty)
            reserved_qty = qty
        state = after(order.state, OrderEvent.ACK)
        self.order = replace(order, state=state, qty=qty, qty_known=True, reserved_qty=reserved_qty)
        self.change.tell(order_step(self.order, "new", self.now))

    def _end(self, event: OrderEvent, name: str, reason: str) -> None:
        state = after(self.order.state, event)
        self.order = self._ended(self.order, state, reason)
        self.change.tell(order_step(self.order, name, self.now, reason=reason))
        self._end_replacement(reason)

    def _ended(self, order: Order, state: OrderState, reason: str) -> Order:
        """Return an order that has ended, after everything it reserved was given back."""
        self._release("release", order, order.hold_cents)
        if order.reserved_qty:
            self.position = self.position.with_reserved(-order.reserved_qty)
        self._close_limit(order)
        return replace(
            order, state=state, hold_cents=0, reserved_qty=0, reason=reason, ended_at=self.now
        )

    def _close_limit(self, order: Order) -> None:
        if order.is_limit:
            is_buy = order.side is Side.BUY
            self.position = self.position.without_limit(is_buy, order.protection_price)
            self.change.count_limits(-1)

    def _release(self, kind: str, order: Order, cents: int) -> None:
        """Post that an order holds less (P4)."""
        if not cents:
            return
        draft = Draft(
            entry_id=EntryId(derive("entry", kind, order.order_id)),
            posting="P4",
            lines=release(order.account_id, Cents(cents)),
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
            entry_id=fill_entry_id(filled.execution_id),
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
            self._close_limit(self.order)
        self.change.tell(
            fill_step(self.order, filled, event, booking.net_cents, self.position.qty, self.now)
        )
        if self.order.is_terminal:
            self._end_replacement("already_traded")

    def _switch(self, token: str) -> None:
        """End the order and let its replacement go on with what it had reserved."""
        replacement = self._awaited(token)
        state = after(self.order.state, OrderEvent.REPLACE)
        today = trade_date(self.now)
        change = switched(self.order, replacement, self.fx, terms_on(today), today)
        self._release("switch", replacement, change.excess_cents)
        self.position = self.position.with_reserved(-change.excess_qty)
        self._close_limit(self.order)
        self.order = replace(
            self.order, state=state, hold_cents=0, reserved_qty=0, ended_at=self.now
        )
        self.replacement = replace(change.replacement, updated_at=self.now)
        self.change.tell(order_step(self.order, "replaced", self.now))

    def _keep(self, token: str, reason: str) -> None:
        """Let the order go on as it was."""
        self._awaited(token)
        event = OrderEvent.KEEP_PART if self.order.filled_qty else OrderEvent.KEEP_WHOLE
        self.order = replace(self.order, state=after(self.order.state, event))
        self._end_replacement(reason)

    def _end_replacement(self, reason: str) -> None:
        """End a replacement that will never take the order's place."""
        replacement = self.replacement
        if replacement is None or replacement.is_terminal:
            return
        self.order = replace(self.order, replaced_by=None)
        ended = self._ended(replacement, OrderState.US_REJECTED, reason)
        self.replacement = replace(ended, updated_at=self.now)
        refused = order_step(
            self.order, "order_replace_rejected", self.now, key=ended.order_id, reason=reason
        )
        self.change.tell(refused)
        self.change.tell(order_step(self.replacement, "rejected", self.now, reason=reason))

    def _awaited(self, token: str) -> Order:
        if self.replacement is None or self.replacement.order_token != token:
            raise Contradicted(BreakReason.UNKNOWN_REPLACEMENT)
        return self.replacement
