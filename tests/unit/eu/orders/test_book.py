"""Reports are booked strictly in order and once, whatever is repeated, early or lost (D10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.border.messages import Acknowledged, Replaced
from shared.core.clock import rfc3339
from shared.core.documents import Snapshot
from shared.core.errors import CommitUnknown, Unacceptable
from shared.core.ids import OrderToken, shard_of
from shared.core.money import NANO
from shared.eu.accounts.model.account import RESERVED
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import RESEND_AFTER_MS
from shared.memory.documents import MemoryDocuments
from tests.unit.eu.orders.order_path import ACK, DONE, OrderPath


def lose_the_answer() -> None:
    raise CommitUnknown


def everything(path: OrderPath) -> list[object]:
    collections = ("orders", "accounts", "positions", "entries", "events", "parked")
    return [(s.path, s.data) for name in collections for s in path.stored(name)]


def test_a_fill_moves_cash_shares_and_the_order_in_one_commit(path: OrderPath) -> None:
    order = path.place()
    path.world.eu.counters.writes.clear()
    path.book(path.report(order, 1, ACK, path.fill(1, "10")))
    booked = path.order(order.order_id)
    assert (booked.state, booked.filled_qty, booked.hold_cents) == (OrderState.FILLED, 10 * NANO, 0)
    assert path.position(order.asset_id).qty == 10 * NANO
    assert path.account().balance(RESERVED) == 0
    assert path.world.eu.counters.writes == {
        "orders": 1, "accounts": 1, "positions": 1, "entries": 1, "events": 2,
    }  # fmt: skip


def test_a_report_that_comes_again_does_nothing(path: OrderPath) -> None:
    order = path.place()
    report = path.report(order, 1, ACK, path.fill(1, "4"))
    path.book(report)
    before = everything(path)
    path.book(report)
    assert everything(path) == before
    assert break_reasons(path) == []


def test_an_early_report_is_parked_and_its_gap_asked_for(path: OrderPath) -> None:
    order = path.place()
    path.world.published.clear()
    path.book(path.report(order, 3, path.fill(3, "2")))
    assert path.order(order.order_id).parked == (3,)
    assert path.order(order.order_id).filled_qty == 0
    assert [snapshot.path for snapshot in path.stored("parked")] == [
        f"parked/{order.order_token}:3"
    ]
    (question,) = path.sent()
    assert (question.kind, question.seq) == ("order.status_query", 1)


def test_a_parked_report_is_booked_with_its_predecessor(path: OrderPath) -> None:
    order = path.place()
    path.book(path.report(order, 3, path.fill(3, "2")))
    path.book(path.report(order, 2, path.fill(2, "3")))
    path.book(path.report(order, 1, ACK, path.fill(1, "5"), issued_seq=3))
    booked = path.order(order.order_id)
    assert (booked.state, booked.report_seq, booked.parked) == (OrderState.FILLED, 3, ())
    assert path.stored("parked") == []


def test_an_order_is_an_outbox_until_its_last_report_is_booked(path: OrderPath) -> None:
    order = path.place()
    marks = []
    for seq, step in ((1, ACK), (2, path.fill(2, "4")), (3, path.fill(3, "6"))):
        (stored,) = path.stored("orders")
        marks.append([(stored.data or {}).get(name) for name in ("outbox", "due_at")])
        path.book(path.report(order, seq, step, issued_seq=3))
    (stored,) = path.stored("orders")
    due_at = path.world.clock.now() + timedelta(milliseconds=RESEND_AFTER_MS)
    assert marks == [[shard_of(order.order_token), rfc3339(due_at)]] * 3
    assert "outbox" not in (stored.data or {})


def test_an_end_before_the_whole_gives_back_what_is_held(path: OrderPath) -> None:
    order = path.place()
    cash = path.account().cash
    path.book(path.report(order, 1, ACK, DONE))
    account = path.account()
    assert path.order(order.order_id).state is OrderState.CANCELED
    assert (account.balance(RESERVED), account.cash, account.available) == (0, cash, cash)


def test_an_end_before_the_whole_gives_back_reserved_shares(path: OrderPath) -> None:
    path.own_shares(10)
    order = path.place(side="sell")
    path.book(path.report(order, 1, ACK, path.fill(1, "4"), DONE))
    position = path.position(order.asset_id)
    assert (position.qty, position.reserved) == (6 * NANO, 0)


def test_a_report_that_met_another_writer_is_booked_on_what_is_there_now(path: OrderPath) -> None:
    order = path.place()
    path.before_next_commit(path.place)
    path.book(path.report(order, 1, ACK, path.fill(1, "10")))
    assert path.order(order.order_id).state is OrderState.FILLED
    other = next(s.data for s in path.stored("orders") if (s.data or {})["state"] == "HELD")
    assert other is not None
    assert path.account().balance(RESERVED) == other["hold_cents"]


def test_a_booking_whose_answer_was_lost_is_not_made_twice(path: OrderPath) -> None:
    order = path.place()
    path.after_next_commit(lose_the_answer)
    path.book(path.report(order, 1, ACK, path.fill(1, "4")))
    assert path.order(order.order_id).filled_qty == 4 * NANO
    assert path.position(order.asset_id).qty == 4 * NANO


def test_a_booking_that_was_lost_is_made_again(path: OrderPath) -> None:
    order = path.place()
    path.before_next_commit(lose_the_answer)
    path.book(path.report(order, 1, ACK, path.fill(1, "4")))
    assert path.order(order.order_id).filled_qty == 4 * NANO


def test_a_report_of_another_asset_is_not_booked(path: OrderPath) -> None:
    order, other = path.place(), path.place(symbol="KO")
    report = path.report(order, 1, ACK).model_copy(update={"asset_id": other.asset_id})
    before = everything(path)
    path.book(report)
    assert everything(path) == before
    assert break_reasons(path) == ["asset_mismatch"]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([ACK, "12"], "overfill"),
        ([ACK, "4", "7"], "overfill"),
        ([Acknowledged(qty="9")], "qty_mismatch"),
        (["4"], "impossible_step"),
        ([ACK, ACK], "impossible_step"),
        ([ACK, DONE, "4"], "impossible_step"),
        ([ACK, Replaced(replacement_token="f" * 32)], "unknown_replacement"),
    ],
)
def test_a_report_that_contradicts_its_order_is_a_break_and_nothing_else(
    path: OrderPath, steps: list[Any], reason: str
) -> None:
    order = path.place()
    made = [path.fill(n, s) if isinstance(s, str) else s for n, s in enumerate(steps)]
    before = everything(path)
    path.book(path.report(order, 1, *made))
    path.book(path.report(order, 1, *made))
    assert everything(path) == before
    assert break_reasons(path) == [reason]


def test_an_execution_that_a_report_has_twice_is_a_break(path: OrderPath) -> None:
    order, heard = path.place(), observed(path)
    before = everything(path)
    path.book(path.report(order, 1, ACK, path.fill(1, "4"), path.fill(1, "4")))
    assert everything(path) == before
    assert break_reasons(path) == ["repeated_execution"]
    assert heard == [("reconciliation break", "repeated_execution")]


@pytest.mark.parametrize("other_order", [False, True])
def test_an_execution_that_is_booked_already_is_a_break(path: OrderPath, other_order: bool) -> None:
    order, heard = path.place(), observed(path)
    path.book(path.report(order, 1, ACK, path.fill(1, "4")))
    seq, again = (1, path.place(qty="4")) if other_order else (2, order)
    steps = [Acknowledged(qty="4")] if other_order else []
    before = everything(path)
    for _ in range(2):
        path.book(path.report(again, seq, *steps, path.fill(1, "4")))
    assert everything(path) == before
    assert break_reasons(path) == ["repeated_execution"]
    assert heard == [("reconciliation break", "repeated_execution")]


def test_a_report_that_is_booked_between_two_reads_is_no_repeated_execution(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit was lost; before it is made again, another delivery makes it unseen."""
    order = path.place()
    report = path.report(order, 1, ACK, path.fill(1, "4"))
    read, others = MemoryDocuments.get, [report]

    def read_late(documents: MemoryDocuments, paths: Sequence[str]) -> list[Snapshot]:
        if others and paths[0].startswith("entries/"):
            path.book(others.pop())
        return read(documents, paths)

    monkeypatch.setattr(MemoryDocuments, "get", read_late)
    path.before_next_commit(lose_the_answer)
    path.book(report)
    assert not others
    assert break_reasons(path) == []
    assert path.order(order.order_id).filled_qty == 4 * NANO


def observed(path: OrderPath) -> list[tuple[str, str]]:
    """Let the desk tell of breaks; return what it tells."""
    heard: list[tuple[str, str]] = []
    intake = path.world.intake
    desk = replace(intake.desk, observe=lambda event, reason: heard.append((event, reason)))
    path.world.intake = replace(intake, desk=desk)
    return heard


def test_two_deliveries_of_one_fill_at_once_are_no_break(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one takes the shares after this one has read the order, before the position."""
    path.own_shares(10)
    order = path.place(side="sell", qty="10")
    report = path.report(order, 1, ACK, path.fill(1, "10"))
    read, others = MemoryDocuments.get, [report]

    def read_late(documents: MemoryDocuments, paths: Sequence[str]) -> list[Snapshot]:
        if others:
            path.book(others.pop())
        return read(documents, paths)

    monkeypatch.setattr(MemoryDocuments, "get", read_late)
    path.book(report)
    assert break_reasons(path) == []
    assert path.order(order.order_id).state == "FILLED"
    assert path.position(order.asset_id).qty == 0


def break_reasons(path: OrderPath) -> list[str]:
    return [(found.data or {})["reason"] for found in path.stored("breaks")]


def test_a_report_of_a_token_that_is_not_ours_is_not_booked(path: OrderPath) -> None:
    order = path.place()
    stranger = path.report(order, 1, ACK).model_copy(update={"order_token": OrderToken("f" * 32)})
    with pytest.raises(Unacceptable, match="unknown_token"):
        path.book(stranger)
