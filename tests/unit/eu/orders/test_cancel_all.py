"""Everything open is canceled, each by itself; what cannot be has its reason (207)."""

import pytest

from shared.core.errors import Unavailable
from shared.core.http import Principal, Request
from shared.core.ids import AccountId
from shared.eu.orders.api import orders_cancel_all
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.replace_request import replace_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.cancel_all import cancel_all
from tests.unit.eu.orders.order_path import OrderPath
from tests.unit.eu.orders.test_limit import LIMIT


def resting(path: OrderPath, count: int) -> list[Order]:
    orders = [path.place(**LIMIT) for _ in range(count)]
    path.world.deliver_all()
    return orders


def test_everything_open_is_canceled_and_nothing_else(path: OrderPath) -> None:
    path.own_shares(3)
    orders = resting(path, 3)
    outcomes = cancel_all(path.world.cancels, path.account_id)
    assert {each.order.order_id for each in outcomes} == {order.order_id for order in orders}
    assert {each.reason for each in outcomes} == {None}
    path.world.deliver_all()
    assert {path.order(order.order_id).state for order in orders} == {OrderState.CANCELED}
    assert cancel_all(path.world.cancels, path.account_id) == []


def test_one_that_cannot_be_canceled_does_not_keep_the_others(path: OrderPath) -> None:
    first, second = resting(path, 2)
    command = replace_order({"qty": "20"})
    replacement = path.world.replaces.replace(path.account_id, first.order_id, command)
    outcomes = cancel_all(path.world.cancels, path.account_id)
    assert {each.order.order_id: each.reason for each in outcomes} == {
        first.order_id: "order_not_cancelable",
        second.order_id: None,
        replacement.order_id: "order_not_cancelable",
    }


def test_the_answer_has_a_line_for_each(path: OrderPath, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = resting(path, 2)
    cancel = CancelDesk.cancel

    def fail_for_one(desk: CancelDesk, account_id: AccountId, order_id: str) -> Order:
        if order_id == first.order_id:
            raise Unavailable
        return cancel(desk, account_id, order_id)

    monkeypatch.setattr(CancelDesk, "cancel", fail_for_one)
    operation = orders_cancel_all.operation(path.world.cancels)
    answer = operation(Request(Principal("ACME"), {"account_id": path.account_id}, {}))
    assert answer.status == 207
    lines = {line["id"]: line for line in answer.body}
    assert (lines[first.order_id]["status"], lines[first.order_id]["body"]) == (503, None)
    assert lines[second.order_id]["status"] == 200
    assert lines[second.order_id]["body"]["status"] == "pending_cancel"
