"""What the US has not answered is sent, or asked for, again (D10)."""

from typing import Any

import pytest

from shared.border.messages import OrderStatusQuery
from shared.eu.orders.paths import RESEND_AFTER_MS
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
