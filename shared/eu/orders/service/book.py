"""Book what the US side reports, strictly in order and once (step 3, D10)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.border.messages import Filled, OrderReport
from shared.core.clock import Clock, Entropy, rfc3339
from shared.core.documents import Delete, Documents, Snapshot, Write, create, save
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, InvalidTransition, Unavailable
from shared.core.ids import OrderToken
from shared.core.retry import attempts
from shared.eu.accounts.model.position import Oversold
from shared.eu.accounts.paths import (
    account_path,
    position_document,
    position_of,
    position_path,
)
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.paths import entry_path
from shared.eu.orders.model.booking import fill_entry_id
from shared.eu.orders.model.breaks import BreakReason, Contradicted
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import break_path, order_document, order_path, parked_path
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.find import by_token, read_order
from shared.eu.orders.service.report_steps import ReportSteps
from shared.eu.quotes.service import QuoteBoard


def _unobserved(event: str, reason: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class BookingDesk:
    """Applies reports to orders, accounts, positions and the ledger.

    `observe` hears of every break: what it is, and its reason.
    """

    documents: Documents
    clock: Clock
    entropy: Entropy
    board: QuoteBoard
    dispatch: Dispatch
    observe: Callable[[str, str], None] = _unobserved

    def receive(self, report: OrderReport) -> None:
        """Book a report and those parked behind it; a repeat does nothing, an early one is parked.

        Raises Unacceptable for a token that is not ours (R-505), Unavailable when others were
        faster too often: the message then comes again.
        """
        following: OrderReport | None = report
        while following is not None:
            following = self._receive_one(following)

    def _receive_one(self, report: OrderReport) -> OrderReport | None:
        for attempt in attempts(self.clock, self.entropy):
            seen = by_token(self.documents, OrderToken(report.order_token))
            order = read_order(seen)
            try:
                if report.seq <= order.report_seq:
                    return None
                # A replacement has no reports of its own before it has taken its place.
                if report.seq > order.report_seq + 1 or not order.is_born:
                    self._park(seen, order, report)
                    return None
                return self._book(seen, order, report, is_again=attempt > 0)
            except (Conflict, CommitUnknown):
                continue
        raise Unavailable

    def _book(
        self, seen: Snapshot, order: Order, report: OrderReport, *, is_again: bool
    ) -> OrderReport | None:
        try:
            self._check_executions(report, is_again=is_again)
            return self._book_steps(seen, order, report)
        except Contradicted as error:
            self._record_break(seen, order, report, error.reason)
        except InvalidTransition:
            self._record_break(seen, order, report, BreakReason.IMPOSSIBLE_STEP)
        except Oversold:
            self._record_break(seen, order, report, BreakReason.OVERSOLD)
        return None

    def _check_executions(self, report: OrderReport, *, is_again: bool) -> None:
        """Raise Contradicted for an execution that the report has twice or that is booked already.

        The entry of a booked one lets the commit fail, so that only who is here again looks for it.
        """
        fills = [step.execution_id for step in report.steps if isinstance(step, Filled)]
        entries = [entry_path(fill_entry_id(execution_id)) for execution_id in set(fills)]
        is_known = is_again and any(found.exists for found in self.documents.get(entries))
        if is_known or len(entries) < len(fills):
            raise Contradicted(BreakReason.REPEATED_EXECUTION)

    def _book_steps(self, seen: Snapshot, order: Order, report: OrderReport) -> OrderReport | None:
        if report.asset_id != order.asset_id:
            raise Contradicted(BreakReason.ASSET_MISMATCH)
        paths = [
            account_path(order.account_id),
            position_path(order.account_id, order.asset_id),
            *(parked_path(order.order_token, seq) for seq in sorted(order.parked)),
            *([order_path(order.replaced_by)] if order.replaced_by else []),
        ]
        account_seen, position_seen, *others = self.documents.get(paths)
        parked = others[: len(order.parked)]
        replacement_seen = others[-1] if order.replaced_by else None
        replacement = read_order(replacement_seen) if replacement_seen else None
        now = self.clock.now()
        position = position_of(order.account_id, order.asset_id, position_seen.data)
        change = AccountChange(account_seen, now)
        steps = ReportSteps(order, position, change, self.board.last_fx(), now, replacement)
        steps.apply(report)
        done = [p for p in parked if p.data is not None and p.data["seq"] <= report.seq]
        waiting = tuple(seq for seq in order.parked if seq > report.seq)
        booked = replace(steps.order, parked=waiting)
        writes: list[Write] = [next_version(seen, order_document(booked)), *change.writes()]
        if steps.position != position:
            writes.append(save(position_seen, position_document(steps.position)))
        if replacement_seen and steps.replacement and steps.replacement != replacement:
            writes.append(next_version(replacement_seen, order_document(steps.replacement)))
        self.documents.commit([*writes, *(Delete(p.path, p.token) for p in done)])
        if steps.replacement and steps.replacement.is_born and steps.replacement.parked:
            return self._parked_first(steps.replacement)
        return _parked_next(parked, report.seq + 1)

    def _parked_first(self, replacement: Order) -> OrderReport | None:
        """Return the first report of a replacement that came before it had taken its place."""
        return _parked_next(self.documents.get([parked_path(replacement.order_token, 1)]), 1)

    def _record_break(
        self, seen: Snapshot, order: Order, report: OrderReport, reason: BreakReason
    ) -> None:
        """Keep that a report contradicts its order: the reason, never the bytes; once.

        Raises Conflict where the order has moved on: what was read did not belong together, as when
        another delivery of the same report took the shares meanwhile.
        """
        (again,) = self.documents.get([seen.path])
        if again.version != seen.version:
            raise Conflict
        record = {
            "reason": reason.value,
            "order_id": order.order_id,
            "order_token": order.order_token,
            "seq": report.seq,
            "found_at": rfc3339(self.clock.now()),
            "resolved_at": None,
        }
        with suppress(Conflict):
            self.documents.commit([create(break_path(order.order_token, report.seq), record)])
            self.observe("reconciliation break", reason.value)

    def _park(self, seen: Snapshot, order: Order, report: OrderReport) -> None:
        """Keep a valid report that came before its predecessor, and ask for the gap (D2)."""
        if report.seq not in order.parked:
            issued_seq = max(order.issued_seq, report.issued_seq)
            waiting = replace(order, parked=(*order.parked, report.seq), issued_seq=issued_seq)
            kept = {
                "seq": report.seq,
                "report": report.model_dump_json(),
                "received_at": rfc3339(self.clock.now()),
            }
            path = parked_path(order.order_token, report.seq)
            self.documents.commit([next_version(seen, order_document(waiting)), create(path, kept)])
            # Asked once: every answer brings all later reports again. The sweeper asks after that.
            # What is missing before a replacement's reports is its predecessor's.
            if not order.parked and order.is_born:
                self.dispatch.ask_report(order)


def _parked_next(parked: Sequence[Snapshot], seq: int) -> OrderReport | None:
    for snapshot in parked:
        if snapshot.data is not None and snapshot.data["seq"] == seq:
            return OrderReport.model_validate_json(snapshot.data["report"])
    return None
