"""One account's own key and the unmodified `TradingClient`: the account is the key's (D13)."""

import json
import time
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import (
    AccountConfiguration,
    APIError,
    ClosePositionRequest,
    GetAssetsRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    OrderSide,
    OrderStatus,
    QueryOrderStatus,
    ReplaceOrderRequest,
    TimeInForce,
    TradeConfirmationEmail,
    TradingClient,
    TradingLimitOrderRequest,
    TradingMarketOrderRequest,
)
from tests.e2e.api import client_order_id
from tests.e2e.running_stack import RunningStack, wait_for

pytestmark = pytest.mark.stack

FAR_BELOW = 1.0


@pytest.fixture(scope="module")
def account(running: RunningStack) -> str:
    account_id: str = running.partners[1].partner["account_key"]["account_id"]
    return account_id


@pytest.fixture(scope="module")
def client(running: RunningStack) -> Any:
    """Return the client; its methods' types allow raw answers, which it is not asked for."""
    key = running.partners[1].partner["account_key"]
    return TradingClient(
        key["api_key"], key["api_secret"], url_override=running.partners[1].api_url
    )


def market(side: OrderSide, qty: float) -> Any:
    fields: dict[str, Any] = {"symbol": "KO", "qty": qty, "side": side}
    return TradingMarketOrderRequest(**fields, time_in_force=TimeInForce.DAY)


def resting(name: str) -> Any:
    fields: dict[str, Any] = {"symbol": "KO", "qty": 1, "side": OrderSide.BUY}
    return TradingLimitOrderRequest(
        **fields, time_in_force=TimeInForce.GTC, limit_price=FAR_BELOW, client_order_id=name
    )


def reached(client: Any, order_id: Any, status: OrderStatus) -> Any:
    """Return the order once it has a status."""
    deadline_s = time.monotonic() + 30
    while (order := client.get_order_by_id(order_id)).status is not status:
        assert time.monotonic() < deadline_s, order.status
        time.sleep(0.05)
    return order


def test_the_account_is_the_keys(client: Any, account: str) -> None:
    shown = client.get_account()
    assert (str(shown.id), shown.currency) == (account, "EUR")


def test_it_buys_looks_and_closes(client: Any) -> None:
    bought = client.submit_order(market(OrderSide.BUY, 4))
    reached(client, bought.id, OrderStatus.FILLED)
    position = client.get_open_position("KO")
    assert Decimal(position.qty) >= 4
    assert "KO" in {each.symbol for each in client.get_all_positions()}

    half = client.close_position("KO", ClosePositionRequest(qty="2"))
    assert reached(client, half.id, OrderStatus.FILLED).filled_qty == "2"
    lines = client.close_all_positions(cancel_orders=True)
    assert "KO" in {line.symbol for line in lines}
    wait_for(lambda: client.get_all_positions() == [])
    with pytest.raises(APIError) as refused:
        client.get_open_position("KO")
    assert refused.value.status_code == 404


def test_orders_rest_are_replaced_and_canceled(client: Any) -> None:
    name = client_order_id()
    order = client.submit_order(resting(name))
    reached(client, order.id, OrderStatus.NEW)
    assert client.get_order_by_client_id(name).id == order.id

    after = client.replace_order_by_id(order.id, ReplaceOrderRequest(limit_price=2.0))
    reached(client, after.id, OrderStatus.NEW)
    assert reached(client, order.id, OrderStatus.REPLACED).replaced_by == after.id
    client.cancel_order_by_id(after.id)
    reached(client, after.id, OrderStatus.CANCELED)

    another = client.submit_order(resting(client_order_id()))
    reached(client, another.id, OrderStatus.NEW)
    (line,) = client.cancel_orders()
    assert (line.id, line.status) == (another.id, 200)
    reached(client, another.id, OrderStatus.CANCELED)
    closed = client.get_orders(GetOrdersRequest(status=QueryOrderStatus.CLOSED, symbols=["KO"]))
    assert {order.id, after.id, another.id} <= {each.id for each in closed}


def test_its_settings_are_kept(client: Any) -> None:
    settings = client.get_account_configurations()
    assert isinstance(settings, AccountConfiguration)
    quiet = settings.model_copy(update={"trade_confirm_email": TradeConfirmationEmail.NONE})
    assert (
        client.set_account_configurations(quiet).trade_confirm_email == TradeConfirmationEmail.NONE
    )
    assert (
        client.set_account_configurations(settings).trade_confirm_email
        == TradeConfirmationEmail.ALL
    )


def test_reference_data_are_there(client: Any) -> None:
    assert client.get_asset("KO").symbol == "KO"
    assert len(client.get_all_assets(GetAssetsRequest())) > 100
    assert client.get_clock().is_open is True
    assert len(client.get_calendar(GetCalendarRequest())) > 250


def test_activities_are_the_accounts_own(client: Any, account: str) -> None:
    activities = client.get("/account/activities")
    assert {each["account_id"] for each in activities} == {account}
    assert {each["activity_type"] for each in client.get("/account/activities/FILL")} <= {"FILL"}


def test_a_key_of_the_whole_partner_is_told_so(running: RunningStack) -> None:
    partner = running.partners[1].partner
    whole = TradingClient(
        partner["api_key"], partner["api_secret"], url_override=running.partners[1].api_url
    )
    with pytest.raises(APIError) as refused:
        whole.get_account()
    assert refused.value.status_code == 403
    assert json.loads(str(refused.value))["reason"] == "key_not_bound"


def test_an_order_of_another_account_is_not_found(running: RunningStack, client: Any) -> None:
    own = running.partners[1]
    path = f"/v1/trading/accounts/{own.partner['accounts'][1]}/orders"
    body = {"symbol": "KO", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}
    other = own.ask("POST", path, body).body["id"]
    with pytest.raises(APIError) as refused:
        client.get_order_by_id(other)
    assert refused.value.status_code == 404
