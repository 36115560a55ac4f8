"""A cancel is asked for once and answered by the US side alone (D10)."""

import pytest

from shared.border.dictionary import DoneReason
from shared.border.messages import Done, OrderCancel
from shared.core.clock import epoch_ms
from shared.core.errors import CommitUnknown, Refusal
from shared.core.money import NANO
from shared.eu.accounts.model.account import RESERVED
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.view import order_view
from shared.eu.orders.paths import OVERDUE_AFTER_MS, RESEND_AFTER_MS
from tests.unit.eu.orders.order_path import ACK, OrderPath
from tests.unit.eu.orders.test_limit import LIMIT, kinds

CANCELED = Done(reason=DoneReason.CANCELED)


def resting(path: OrderPath) -> Order:
    order = path.place(**LIMIT)
    path.book(path.report(order, 1, ACK))
    path.world.published.clear()
    return order


def cancel(path: OrderPath, order: Order) -> Order:
    return path.world.cancels.cancel(path.account_id, order.order_id)


def lose_the_answer() -> None:
    raise CommitUnknown


def test_a_cancel_waits_for_the_answer(path: OrderPath) -> None:
    order = resting(path)
    pending = cancel(path, order)
    assert pending.state is OrderState.CANCEL_PENDING
    assert order_view(pending)["status"] == "pending_cancel"
    assert path.account().balance(RESERVED) == order.hold_cents
    (message,) = path.sent()
    assert isinstance(message, OrderCancel)
    assert (message.order_token, message.seq) == (order.order_token, 2)
    path.book(path.report(order, 2, CANCELED))
    ended = path.order(order.order_id)
    assert (ended.state, path.account().balance(RESERVED)) == (OrderState.CANCELED, 0)
    assert kinds(path) == ["accepted", "new", "pending_cancel", "canceled"]
    assert order_view(ended)["canceled_at"]


def test_a_cancel_that_comes_again_changes_nothing(path: OrderPath) -> None:
    order = resting(path)
    cancel(path, order)
    cancel(path, order)
    assert kinds(path) == ["accepted", "new", "pending_cancel"]
    assert {(message.kind, message.seq) for message in path.sent()} == {("order.cancel", 2)}


def test_a_cancel_whose_answer_was_lost_is_asked_for_once(path: OrderPath) -> None:
    order = resting(path)
    path.after_next_commit(lose_the_answer)
    cancel(path, order)
    assert kinds(path) == ["accepted", "new", "pending_cancel"]
    assert [message.seq for message in path.sent()] == [2]


def test_a_fill_that_was_faster_is_booked(path: OrderPath) -> None:
    order = resting(path)
    cancel(path, order)
    path.book(path.report(order, 2, path.fill(1, "4")))
    assert path.order(order.order_id).state is OrderState.CANCEL_PENDING
    path.book(path.report(order, 3, path.fill(2, "6")))
    filled = path.order(order.order_id)
    assert (filled.state, filled.filled_qty) == (OrderState.FILLED, 10 * NANO)
    assert path.account().balance(RESERVED) == 0


def test_a_cancel_that_overtook_its_order_ends_it_before_it_began(path: OrderPath) -> None:
    order = path.place(**LIMIT)
    cancel(path, order)
    path.book(path.report(order, 1, CANCELED))
    assert path.order(order.order_id).state is OrderState.CANCELED
    assert kinds(path) == ["accepted", "pending_cancel", "canceled"]


def test_an_answer_to_the_order_does_not_end_its_cancel(path: OrderPath) -> None:
    order = path.place(**LIMIT)
    cancel(path, order)
    path.book(path.report(order, 1, ACK))
    assert path.order(order.order_id).state is OrderState.CANCEL_PENDING


def test_an_order_that_has_ended_cannot_be_canceled(path: OrderPath) -> None:
    order = path.place()
    path.book(path.report(order, 1, ACK, path.fill(1, "10")))
    with pytest.raises(Refusal, match="order_not_cancelable"):
        cancel(path, order)


def test_a_fill_that_came_meanwhile_is_seen(path: OrderPath) -> None:
    order = resting(path)
    path.before_next_commit(lambda: path.book(path.report(order, 2, path.fill(1, "10"))))
    with pytest.raises(Refusal, match="order_not_cancelable"):
        cancel(path, order)
    assert path.sealed() == []


@pytest.mark.parametrize("order_id", ["", "no-id", "11111111-1111-4111-8111-111111111111"])
def test_what_is_no_order_of_the_account_is_not_found(path: OrderPath, order_id: str) -> None:
    with pytest.raises(Refusal, match="not_found"):
        path.world.cancels.cancel(path.account_id, order_id)


def test_an_unanswered_cancel_is_sent_again(path: OrderPath) -> None:
    order = resting(path)
    cancel(path, order)
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    assert path.world.sweeper.sweep() == 1
    assert [(message.kind, message.seq) for message in path.sent()] == [("order.cancel", 2)] * 2


def test_after_its_day_an_unanswered_order_is_ended_and_not_sent(path: OrderPath) -> None:
    order = path.place(**LIMIT)
    path.world.published.clear()
    path.world.clock.advance_ms(24 * 3_600_000)
    assert path.world.sweeper.sweep() == 1
    assert [message.kind for message in path.sent()] == ["order.cancel"]
    assert path.order(order.order_id).state is OrderState.CANCEL_PENDING


def test_a_resting_order_is_asked_about_when_it_should_be_over(path: OrderPath) -> None:
    order = resting(path)
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    assert path.world.sweeper.sweep() == 0
    over_ms = epoch_ms(order.expires_at) - epoch_ms(path.world.clock.now())
    path.world.clock.advance_ms(over_ms + OVERDUE_AFTER_MS)
    assert path.world.sweeper.sweep() == 1
    assert [message.kind for message in path.sent()] == ["order.status_query"]
