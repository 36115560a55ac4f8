"""Cancel and replace orders: one commit each, decided again when somebody was first (D8, R-721).

A tick's match, a cancel and a replacement race on the order's document. Whoever loses reads it
again: what has ended in between is not changed, and what is stored is sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.border.messages import OrderCancel, OrderReplace
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.documents import Documents, Snapshot, Write
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.us.orders.model.change import (
    buried,
    canceled,
    expired,
    takes,
    with_replacement,
)
from shared.us.orders.model.order import Decision, Known, Order
from shared.us.orders.paths import (
    change_writes,
    decision_writes,
    known_of,
    order_path,
    tombstone_create,
)
from shared.us.orders.service.market_view import MarketView
from shared.us.orders.service.report_sender import ReportSender
from shared.us.orders.service.retry import attempts
from shared.us.venues.paths import resting_path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is written, and of which orders the reports are then sent, from a number on."""

    writes: Sequence[Write]
    told: Sequence[tuple[Known, int]]


@dataclass(frozen=True, slots=True)
class InstructionDesk:
    """What the EU may ask of an order that it sent before."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    market: MarketView
    reports: ReportSender
    observe: Callable[[str, str], None]

    def cancel(self, message: OrderCancel) -> None:
        """End an order, or see to it that it never begins; a repeat sends what is stored.

        Raises Unavailable.
        """
        self._done(lambda: self._cancel(message))

    def replace(self, message: OrderReplace) -> None:
        """Put another order in the place of one; a repeat, or too late, sends what is stored.

        Raises Unavailable.
        """
        self._done(lambda: self._replace(message))

    def _done(self, decide: Callable[[], Outcome]) -> None:
        for _ in attempts(self.clock, self.entropy):
            outcome = decide()
            try:
                self.documents.commit(outcome.writes)
            except (Conflict, CommitUnknown):
                continue
            for known, from_seq in outcome.told:
                self.reports.send(known, from_seq)
            return
        raise Unavailable

    def _cancel(self, message: OrderCancel) -> Outcome:
        token = message.order_token
        seen, resting = self.documents.get([order_path(token), resting_path(token)])
        known = known_of(seen)
        now_ms = epoch_ms(self.clock.now())
        if known is None:
            tombstone = buried(message, now_ms)
            return Outcome([tombstone_create(seen, tombstone)], [(tombstone, 1)])
        if not isinstance(known, Order) or not takes(known, message.seq):
            return Outcome([], [(known, 1)])
        order = expired(known, now_ms) or canceled(known, message.seq)
        return _changed(seen, resting, known, Decision(order))

    def _replace(self, message: OrderReplace) -> Outcome:
        token, new_token = message.order_token, message.replacement_token
        paths = [order_path(token), resting_path(token), order_path(new_token)]
        seen, resting, seen_new = self.documents.get(paths)
        known, known_new = known_of(seen), known_of(seen_new)
        if known is None:
            self.observe("order not replaced", "unknown_order")
            return Outcome([], [])
        if not isinstance(known, Order) or not takes(known, message.seq):
            return Outcome([], [(each, 1) for each in (known, known_new) if each is not None])
        ended = expired(known, epoch_ms(self.clock.now()))
        if ended is not None:
            return _changed(seen, resting, known, Decision(ended))
        replacement = with_replacement(known, message, self.market.of_symbol(known.symbol))
        outcome = _changed(seen, resting, known, Decision(replacement.old))
        return _with_new(outcome, replacement.new, known_new)


def _with_new(outcome: Outcome, new: Decision | None, known_new: Known | None) -> Outcome:
    if new is None:
        return outcome
    if known_new is not None:  # its cancel came first: the old order ends, none follows
        return Outcome(outcome.writes, [*outcome.told, (known_new, 1)])
    return Outcome(
        [*outcome.writes, *decision_writes(new)],
        [*outcome.told, (new.order, 1)],
    )


def _changed(seen: Snapshot, resting: Snapshot, before: Order, decision: Decision) -> Outcome:
    told = (decision.order, len(before.reports) + 1)
    return Outcome(change_writes(seen, resting, decision), [told])
