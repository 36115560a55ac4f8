"""What the US has not answered is sent, or asked for, again (D10)."""

from typing import Any

import pytest

from shared.border.messages import OrderCancel, OrderNew, OrderStatusQuery
from shared.core.clock import epoch_ms
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import ASK_EVERY_MS, OVERDUE_AFTER_MS, RESEND_AFTER_MS
from shared.eu.orders.service.checks import IMMEDIATE_LIFE_S
from shared.eu.orders.service.sweep import END_AFTER_MS
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.paths import quote_path, quote_save
from tests.unit.eu.orders.order_path import ACK, OrderPath

ENVELOPE = {"message_id", "issued_at", "expires_at"}


def facts(message: Any) -> dict[str, Any]:
    return message.model_dump(exclude=ENVELOPE)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("age_ms", "count"), [(RESEND_AFTER_MS - 1, 0), (RESEND_AFTER_MS, 1)])
def test_an_order_without_an_answer_is_sent_again(path: OrderPath, age_ms: int, count: int) -> None:
    path.place()
    path.world.clock.advance_ms(age_ms)
    assert path.world.sweeper.sweep() == count
    first, *again = path.sent()
    assert [facts(message) for message in again] == [facts(first)] * count
    assert len({message.message_id for message in path.sent()}) == 1 + count


def test_a_report_that_is_known_to_be_missing_is_asked_for(path: OrderPath) -> None:
    order = path.place()
    path.book(path.report(order, 1, ACK, path.fill(1, "4"), issued_seq=2))
    path.world.published.clear()
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    assert path.world.sweeper.sweep() == 1
    (question,) = path.sent()
    assert isinstance(question, OrderStatusQuery)
    assert (question.order_token, question.seq) == (order.order_token, 2)


def test_an_answered_order_is_left_alone(path: OrderPath) -> None:
    order = path.place()
    path.book(path.report(order, 1, ACK, path.fill(1, "4")))
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    assert path.world.sweeper.sweep() == 0


def test_a_resting_order_is_asked_about_now_and_then(path: OrderPath) -> None:
    order = path.place(type="limit", limit_price="14")
    path.book(path.report(order, 1, ACK))
    path.world.published.clear()
    for _ in range(2):
        path.world.clock.advance_ms(ASK_EVERY_MS - 1)
        assert path.world.sweeper.sweep() == 0
        path.world.clock.advance_ms(1)
        assert [path.world.sweeper.sweep() for _ in range(2)] == [1, 0]
        (question,) = path.sent()
        assert isinstance(question, OrderStatusQuery)
        assert question.seq == 2
        path.world.published.clear()


def test_a_fill_that_comes_while_it_is_asked_for_stays(path: OrderPath) -> None:
    order = path.place(type="limit", limit_price="14")
    path.book(path.report(order, 1, ACK))
    path.world.clock.advance_ms(ASK_EVERY_MS)
    path.before_next_commit(lambda: path.book(path.report(order, 2, path.fill(1, "4"))))
    path.world.sweeper.sweep()
    assert path.order(order.order_id).state is OrderState.PARTIALLY_FILLED


def test_a_fill_that_became_a_dead_letter_is_found_before_the_order_ends(path: OrderPath) -> None:
    order = path.place(type="limit", limit_price="9", time_in_force="gtc")
    path.world.deliver_all()
    lets_trade(path, price=9_000_000)
    (lost,) = path.world.broker.waiting()
    path.world.broker.drop(lost)
    assert path.order(order.order_id).state is OrderState.ACKED
    path.world.clock.advance_ms(ASK_EVERY_MS)
    path.world.sweeper.sweep()
    path.world.deliver_all()
    assert path.order(order.order_id).state is OrderState.FILLED


def lets_trade(path: OrderPath, price: int) -> None:
    """Let a tick of F match the US side's book."""
    world = path.world
    world.clock.advance_ms(1_000)
    (seen,) = world.us.get([quote_path("F")])
    quote = Quote("F", price - 10_000, price, 500, 500, epoch_ms(world.clock.now()))
    world.us.commit([quote_save(seen, quote)])
    world.us_orders.ticks.matcher.match(["F"])


def test_an_order_that_lives_on_after_its_time_is_ended(path: OrderPath) -> None:
    order = path.place(type="limit", limit_price="9")
    path.book(path.report(order, 1, ACK))
    path.world.published.clear()
    over_ms = epoch_ms(order.expires_at) - epoch_ms(path.world.clock.now())
    path.world.clock.advance_ms(over_ms + OVERDUE_AFTER_MS)
    path.world.sweeper.sweep()
    path.world.clock.advance_ms(END_AFTER_MS - OVERDUE_AFTER_MS)
    path.world.sweeper.sweep()
    assert [type(message) for message in path.sent()] == [OrderStatusQuery, OrderCancel]
    assert path.order(order.order_id).state is OrderState.CANCEL_PENDING


@pytest.mark.parametrize("tif", ["ioc", "fok"])
def test_an_immediate_order_is_not_sent_again_after_a_minute(path: OrderPath, tif: str) -> None:
    order = path.place(time_in_force=tif)
    path.world.clock.advance_ms(IMMEDIATE_LIFE_S * 1_000 - 1)
    path.world.sweeper.sweep()
    assert [type(message) for message in path.sent()] == [OrderNew, OrderNew]
    path.world.published.clear()
    path.world.clock.advance_ms(1)
    path.world.sweeper.sweep()
    assert [type(message) for message in path.sent()] == [OrderCancel]
    assert path.order(order.order_id).state is OrderState.CANCEL_PENDING
