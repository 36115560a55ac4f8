"""What a partner does on the first day, with the unmodified official client."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import (
    APIError,
    Asset,
    BrokerClient,
    Clock,
    ClosePositionRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    MarketOrderRequest,
    Order,
    OrderSide,
    OrderStatus,
    Position,
    QueryOrderStatus,
    TimeInForce,
    TradeAccount,
)
from tests.e2e.api import client_order_id
from tests.e2e.running_stack import RunningStack

pytestmark = pytest.mark.stack

FILL_TIMEOUT_S = 30
BUY_QTY, SELL_QTY = 5, 2


@pytest.fixture(scope="module")
def client(running: RunningStack) -> BrokerClient:
    return client_of(running, 0)


@pytest.fixture(scope="module")
def account(running: RunningStack) -> str:
    return first_account(running, 0)


def client_of(running: RunningStack, number: int) -> BrokerClient:
    partner = running.partners[number].partner
    return BrokerClient(
        partner["api_key"],
        partner["api_secret"],
        sandbox=False,
        url_override=running.partners[number].api_url,
    )


def first_account(running: RunningStack, number: int) -> str:
    account: str = running.partners[number].partner["accounts"][0]
    return account


def test_buys_waits_for_the_fill_and_sells_a_part(client: BrokerClient, account: str) -> None:
    before = trade_account(client, account)

    bought = filled(client, account, submit(client, account, OrderSide.BUY, BUY_QTY))
    held = trade_account(client, account)
    position = client.get_open_position_for_account(account, "KO")
    sold = filled(client, account, submit(client, account, OrderSide.SELL, SELL_QTY))
    after = trade_account(client, account)

    assert isinstance(position, Position)
    assert Decimal(str(bought.filled_qty)) == BUY_QTY
    assert Decimal(position.qty) == BUY_QTY
    assert Decimal(position.cost_basis) == amount(before.cash) - amount(held.cash)
    assert amount(held.cash) < amount(after.cash) < amount(before.cash)
    assert Decimal(str(sold.filled_qty)) == SELL_QTY
    (rest,) = [p for p in positions(client, account) if p.symbol == "KO"]
    assert Decimal(rest.qty) == BUY_QTY - SELL_QTY
    for seen in (before, held, after):
        assert seen.buying_power == seen.cash
        assert amount(seen.equity) == amount(seen.cash) + amount(seen.long_market_value)


def test_an_order_is_found_by_its_id_and_on_the_lists(client: BrokerClient, account: str) -> None:
    order = filled(client, account, submit(client, account, OrderSide.BUY, 1))

    found = client.get_order_for_account_by_id(account, order.id)

    assert isinstance(found, Order)
    assert (found.id, found.client_order_id) == (order.id, order.client_order_id)
    assert found.filled_avg_price is not None
    assert order.id in listed(client, account, QueryOrderStatus.ALL)
    assert order.id in listed(client, account, QueryOrderStatus.CLOSED)
    assert order.id not in listed(client, account, QueryOrderStatus.OPEN)


def test_an_order_is_found_by_the_clients_own_id(client: BrokerClient, account: str) -> None:
    name = client_order_id()
    order = submit(client, account, OrderSide.BUY, 1, name)

    found = client.get_order_for_account_by_client_id(account, name)

    assert isinstance(found, Order) and found.id == order.id
    filled(client, account, order)


def test_positions_are_closed_in_part_whole_and_all_at_once(running: RunningStack) -> None:
    client, account = client_of(running, 1), first_account(running, 1)
    filled(client, account, submit(client, account, OrderSide.BUY, BUY_QTY))

    half = client.close_position_for_account(account, "KO", ClosePositionRequest(percentage="40"))
    assert isinstance(half, Order)
    assert filled(client, account, half).filled_qty == "2"
    held = {position.symbol for position in positions(client, account)}
    lines = client.close_all_positions_for_account(account, cancel_orders=True)
    assert "KO" in held
    assert {getattr(line, "symbol", None) for line in lines} == held
    trade_account(client, account)

    assert positions(client, account) == []
    refusal = refusal_of(client.close_position_for_account, account, "KO")
    assert refusal == (404, 40410000)


def test_a_repeated_client_order_id_is_the_same_order(client: BrokerClient, account: str) -> None:
    name = client_order_id()

    first = submit(client, account, OrderSide.BUY, 1, name)
    again = submit(client, account, OrderSide.BUY, 1, name)
    filled(client, account, first)
    later = submit(client, account, OrderSide.BUY, 1, name)

    assert first.id == again.id == later.id
    assert first.client_order_id == name
    assert listed(client, account, QueryOrderStatus.ALL).count(first.id) == 1


def test_a_client_order_id_of_another_order_is_a_conflict(
    client: BrokerClient, account: str
) -> None:
    name = client_order_id()
    submit(client, account, OrderSide.BUY, 1, name)

    with pytest.raises(APIError) as refused:
        submit(client, account, OrderSide.BUY, 2, name)

    assert (refused.value.status_code, refused.value.code) == (409, 40910000)


def test_another_partners_account_is_not_there(
    client: BrokerClient, account: str, running: RunningStack
) -> None:
    order = submit(client, account, OrderSide.BUY, 1)
    stranger, foreign = client_of(running, 1), first_account(running, 1)

    refusals = [
        refusal_of(client.get_trade_account_by_id, foreign),
        refusal_of(client.get_all_positions_for_account, foreign),
        refusal_of(client.get_orders_for_account, foreign),
        refusal_of(submit, client, foreign, OrderSide.BUY, 1),
        refusal_of(stranger.get_order_for_account_by_id, account, order.id),
        refusal_of(stranger.get_order_for_account_by_id, foreign, order.id),
    ]

    assert refusals == [(404, 40410000)] * len(refusals)


def test_assets_clock_and_calendar_are_read(client: BrokerClient) -> None:
    asset = client.get_asset("KO")
    clock = client.get_clock()
    days = client.get_calendar(GetCalendarRequest(start=date(2026, 11, 25), end=date(2026, 11, 27)))

    assert isinstance(asset, Asset) and isinstance(clock, Clock)
    assert asset in client.get_all_assets()
    assert (asset.symbol, asset.tradable) == ("KO", True)
    assert clock.is_open
    assert [(d.date, d.close.hour) for d in days if not isinstance(d, str)] == [
        (date(2026, 11, 25), 16),
        (date(2026, 11, 27), 13),
    ]


def submit(
    client: BrokerClient, account: str, side: OrderSide, qty: int, name: str | None = None
) -> Order:
    fields: dict[str, Any] = {
        "symbol": "KO",
        "qty": qty,
        "side": side,
        "time_in_force": TimeInForce.DAY,
        "client_order_id": name or client_order_id(),
    }
    request: Any = MarketOrderRequest(**fields)  # its type hints ask for what it fills in itself
    order = client.submit_order_for_account(account, request)
    assert isinstance(order, Order)
    return order


def filled(client: BrokerClient, account: str, order: Order) -> Order:
    deadline_s = time.monotonic() + FILL_TIMEOUT_S
    while order.status != OrderStatus.FILLED:
        assert time.monotonic() < deadline_s, order.status
        time.sleep(0.05)
        seen = client.get_order_for_account_by_id(account, order.id)
        assert isinstance(seen, Order)
        order = seen
    return order


def listed(client: BrokerClient, account: str, status: QueryOrderStatus) -> list[Any]:
    orders = client.get_orders_for_account(account, GetOrdersRequest(status=status, limit=500))
    return [order.id for order in orders if isinstance(order, Order)]


def trade_account(client: BrokerClient, account: str) -> TradeAccount:
    """Read the account when no order is open."""
    deadline_s = time.monotonic() + FILL_TIMEOUT_S
    while listed(client, account, QueryOrderStatus.OPEN):
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    seen = client.get_trade_account_by_id(account)
    assert isinstance(seen, TradeAccount)
    return seen


def amount(text: str | None) -> Decimal:
    return Decimal(text or "NaN")


def positions(client: BrokerClient, account: str) -> list[Position]:
    return [p for p in client.get_all_positions_for_account(account) if isinstance(p, Position)]


def refusal_of(call: Any, *arguments: Any) -> tuple[int | None, int]:
    with pytest.raises(APIError) as refused:
        call(*arguments)
    return refused.value.status_code, refused.value.code
