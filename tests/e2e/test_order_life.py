"""Orders that live for a while, with the unmodified official client on the running stack."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import OrderSide, OrderStatus, ReplaceOrderRequest, TimeInForce
from tests.e2e.order_client import OrderClient, order_client, refusal_of
from tests.e2e.running_stack import RunningStack, wait_for
from tests.e2e.trading_stream import following, steps_of
from tests.simulation.checkers import check_at_rest

pytestmark = pytest.mark.stack

# Each trades with a spread of a tick or two, so that a small step of the price crosses a limit.
WALKING = ("T", "PFE", "KO", "INTC", "BAC", "CSCO", "WMT", "XOM", "JPM", "MSFT", "NVDA", "AMZN")
BUY, SELL = OrderSide.BUY, OrderSide.SELL
MORE_THAN_IS_DISPLAYED = 6_000


@pytest.fixture
def orders(running: RunningStack) -> Iterator[OrderClient]:
    """Return the client of an account; whatever a test leaves open is canceled."""
    client = order_client(running, 1, 2)
    yield client
    client.client.cancel_orders_for_account(client.account)
    running.come_to_rest()
    assert client.nothing_is_held()
    check_at_rest(running.books())


def test_a_limit_order_rests_is_replaced_and_canceled_and_every_step_is_told(
    orders: OrderClient, running: RunningStack
) -> None:
    limit = orders.far_below("F")
    with following(running, running.partners[1]) as heard:
        order = orders.limit("F", qty=10, limit_price=limit)
        orders.becomes(order, OrderStatus.NEW)
        assert order.id in orders.open_ids()
        assert not orders.nothing_is_held()

        changed = replaced(orders, order, qty=12, limit_price=limit + 1)
        old = orders.becomes(order, OrderStatus.REPLACED)
        new = orders.becomes(changed, OrderStatus.NEW)
        assert (old.replaced_by, new.replaces) == (changed.id, order.id)
        assert Decimal(new.qty) == 12 and Decimal(new.limit_price) == limit + 1
        assert orders.open_ids() == {changed.id}

        orders.client.cancel_order_for_account_by_id(orders.account, changed.id)
        orders.becomes(changed, OrderStatus.CANCELED)
        wait_for(lambda: "canceled" in steps_of(str(changed.id), heard))
    assert steps_of(str(order.id), heard) == ["accepted", "new", "pending_replace", "replaced"]
    assert steps_of(str(changed.id), heard) == ["accepted", "new", "pending_cancel", "canceled"]
    assert orders.nothing_is_held()


def test_a_limit_order_fills_when_the_price_comes(orders: OrderClient) -> None:
    resting = {}
    for symbol in WALKING:
        bid, _ = orders.quote(symbol)
        resting[symbol] = (orders.limit(symbol, qty=1, limit_price=bid), bid)

    wait_for(lambda: any(filled(orders, order) for order, _ in resting.values()))

    for order, limit in resting.values():
        if filled(orders, order):
            average = Decimal(
                orders.running.partners[1].order(orders.account, str(order.id))["usd"][
                    "filled_avg_price"
                ]
            )
            assert average <= limit


def test_all_orders_are_canceled_at_once(orders: OrderClient) -> None:
    placed = {
        orders.limit(symbol, qty=1, limit_price=orders.far_below(symbol)).id
        for symbol in ("F", "KO", "T")
    }
    answers = orders.client.cancel_orders_for_account(orders.account)
    assert {answer.id for answer in answers} == placed
    assert {answer.status for answer in answers} == {200}
    wait_for(lambda: not orders.open_ids())
    assert orders.nothing_is_held()


def test_positions_whose_shares_are_reserved_close_after_a_cancel(orders: OrderClient) -> None:
    orders.becomes(orders.market("F", qty=5), OrderStatus.FILLED)
    sale = orders.limit("F", SELL, qty=5, limit_price=orders.far_above("F"))
    orders.becomes(sale, OrderStatus.NEW)
    (line,) = close_all(orders, "F", cancel_orders=False)
    assert (line.status, line.body.held_for_orders) == (403, 5)
    (line,) = close_all(orders, "F", cancel_orders=True)
    assert line.status == 200
    orders.becomes(sale, OrderStatus.CANCELED)
    wait_for(lambda: "F" not in orders.positions())


def test_parts_of_a_share_and_amounts_are_bought_and_sold(orders: OrderClient) -> None:
    before = orders.positions().get("F", Decimal(0))
    by_amount = orders.becomes(orders.market("F", notional=100), OrderStatus.FILLED)
    by_part = orders.becomes(orders.market("F", qty=0.5), OrderStatus.FILLED)
    bought = Decimal(by_amount.filled_qty) + Decimal("0.5")
    assert Decimal(by_amount.notional) == 100
    assert Decimal(by_part.filled_qty) == Decimal("0.5")
    assert Decimal(by_amount.filled_qty) % 1
    assert orders.positions()["F"] == before + bought
    sold = orders.becomes(orders.market("F", SELL, notional=50), OrderStatus.FILLED)
    assert orders.positions()["F"] == before + bought - Decimal(sold.filled_qty)
    orders.client.close_position_for_account(orders.account, "F")
    wait_for(lambda: "F" not in orders.positions())


@pytest.mark.parametrize("tif", [TimeInForce.IOC, TimeInForce.FOK])
def test_what_cannot_trade_at_once_ends_at_once(orders: OrderClient, tif: TimeInForce) -> None:
    limit = orders.far_below("F")
    order = orders.limit("F", qty=1, limit_price=limit, time_in_force=tif)
    ended = orders.becomes(order, OrderStatus.CANCELED)
    assert Decimal(ended.filled_qty) == 0


@pytest.mark.parametrize("tif", [TimeInForce.IOC, TimeInForce.FOK])
def test_more_than_is_displayed_trades_in_part_or_not_at_all(
    orders: OrderClient, tif: TimeInForce
) -> None:
    limit = orders.quote("F")[1]
    order = orders.limit("F", qty=MORE_THAN_IS_DISPLAYED, limit_price=limit, time_in_force=tif)
    ended = orders.becomes(order, OrderStatus.CANCELED)
    assert Decimal(ended.filled_qty) < MORE_THAN_IS_DISPLAYED
    if tif is TimeInForce.FOK:
        assert Decimal(ended.filled_qty) == 0
    elif "F" in orders.positions():
        orders.client.close_position_for_account(orders.account, "F")
        wait_for(lambda: not orders.open_ids())


def test_two_opposite_limit_orders_of_one_account_are_a_self_trade(orders: OrderClient) -> None:
    orders.becomes(orders.market("F", qty=2), OrderStatus.FILLED)
    _, ask = orders.quote("F")
    limit = (ask * Decimal("1.05")).quantize(Decimal("0.01"))
    sale = orders.limit("F", SELL, qty=2, limit_price=limit)
    opposite: dict[str, Any] = {"qty": 1, "limit_price": limit}
    assert refusal_of(orders.limit, "F", BUY, **opposite) == (403, "self_trade_blocked")
    assert refusal_of(orders.market, "F", BUY, qty=1) == (403, "self_trade_blocked")
    orders.client.cancel_order_for_account_by_id(orders.account, sale.id)
    orders.becomes(sale, OrderStatus.CANCELED)
    orders.becomes(orders.limit("F", BUY, **opposite), OrderStatus.FILLED)


def filled(orders: OrderClient, order: Any) -> bool:
    return bool(orders.order(order).status is OrderStatus.FILLED)


def replaced(orders: OrderClient, order: Any, **changes: Any) -> Any:
    return orders.client.replace_order_for_account_by_id(
        orders.account, order.id, ReplaceOrderRequest(**changes)
    )


def close_all(orders: OrderClient, symbol: str, *, cancel_orders: bool) -> list[Any]:
    lines = orders.client.close_all_positions_for_account(orders.account, cancel_orders)
    return [line for line in lines if line.symbol == symbol]
