"""An estimate is what an order would hold and come to, to the cent; and it leaves no trace."""

from dataclasses import replace
from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.core.http import Principal, Request
from shared.core.money import CASH_SCALE, NANO, text
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import account_document
from shared.eu.orders.api import orders_estimate
from shared.eu.orders.model.estimate import Estimate
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.estimate import EstimateDesk
from tests.unit.eu.orders.order_path import BODY, OrderPath

ORDERS: list[dict[str, Any]] = [
    {"side": "buy", "qty": "10"},
    {"side": "buy", "qty": "0.123456789"},
    {"side": "buy", "qty": None, "notional": "123.45"},
    {"side": "sell", "qty": "7"},
    {"side": "sell", "qty": "0.5"},
    {"side": "sell", "qty": None, "notional": "33.33"},
]
each_order = pytest.mark.parametrize("order", ORDERS, ids=str)


def desk_of(path: OrderPath) -> EstimateDesk:
    return EstimateDesk(path.world.desk, path.world.entropy)


def estimate(path: OrderPath, **changes: Any) -> Estimate:
    return desk_of(path).estimate(path.seen(), place_order({**BODY, **changes}))


@each_order
def test_it_is_what_the_order_holds_and_comes_to(path: OrderPath, order: dict[str, Any]) -> None:
    path.own_shares(10)
    estimated, cash = estimate(path, **order), path.account().cash
    placed = path.place(**order)
    path.world.deliver_all()
    booked = path.order(placed.order_id)

    assert booked.state is OrderState.FILLED
    assert estimated.hold_cents == placed.hold_cents
    assert estimated.net_cents == path.account().cash - cash
    facts = ("state", "qty", "filled_qty", "gross_nano_usd", "commission_cents", "euro_cents")
    assert all(getattr(estimated.order, name) == getattr(booked, name) for name in facts)
    shown, real = order_view(estimated.order), order_view(booked)
    for name in ("qty", "notional", "filled_avg_price", "commission", "swap_rate", "usd"):
        assert shown[name] == real[name]


@each_order
def test_fees_are_those_that_are_charged(path: OrderPath, order: dict[str, Any]) -> None:
    path.own_shares(10)
    estimated = estimate(path, **order)
    path.place(**order)
    path.world.deliver_all()
    facts = [(entry.data or {})["facts"] for entry in path.stored("entries")]
    (fill,) = [fact for fact in facts if fact.get("side") == order["side"]][-1:]
    charged = {
        name.removeprefix("fee_").removesuffix("_cents").upper(): int(cents)
        for name, cents in fill.items()
        if name.startswith("fee_") and name.endswith("_cents")
    }
    assert estimated.fees == charged
    assert charged


@each_order
def test_it_leaves_no_trace(path: OrderPath, order: dict[str, Any]) -> None:
    path.own_shares(10)
    commits: list[object] = []
    path.world.eu.hooks.before_commit = commits.append
    estimate(path, **order)
    assert commits == path.world.published == []


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"type": "limit", "limit_price": "14"}, "not_supported", "type"),
        ({"type": "stop"}, "not_supported", "type"),
        ({"swap_fee_bps": "45"}, "not_supported", "swap_fee_bps"),
        ({"qty": "1000000"}, "order_value_too_large", "qty"),
        ({"qty": "100000"}, "insufficient_buying_power", None),
        ({"side": "sell"}, "insufficient_qty", "qty"),
        ({"symbol": "NOSUCH"}, "invalid_symbol", "symbol"),
        ({"qty": "0.001"}, "order_value_too_small", "qty"),
    ],
    ids=str,
)
def test_it_refuses_what_an_order_is_refused_for(
    path: OrderPath, changes: dict[str, Any], reason: str, field: str | None
) -> None:
    with pytest.raises(Refusal) as caught:
        estimate(path, **changes)
    assert (caught.value.reason, caught.value.field) == (reason, field)


def test_an_account_that_may_not_trade_is_refused(path: OrderPath) -> None:
    account = replace(path.account(), state=AccountState.ACCOUNT_CLOSED)
    seen = replace(path.seen(), data={**account_document(account), "version": 9})
    with pytest.raises(Refusal, match="account_restricted"):
        desk_of(path).estimate(seen, place_order(BODY))


def test_it_is_shown_as_the_filled_order_with_its_money(path: OrderPath) -> None:
    ask = orders_estimate.operation(desk_of(path))
    body = {**BODY, "client_order_id": "mine"}
    request = Request(Principal("X"), {"account_id": path.account_id}, {}, body, path.seen())
    shown = ask(request).body

    estimated = estimate(path, client_order_id="mine")
    assert (shown["client_order_id"], shown["status"], shown["filled_qty"]) == (
        "mine",
        "filled",
        "10",
    )
    assert shown["swap_fee_bps"] == "0"
    assert shown["estimate"] == {
        "hold": text(estimated.hold_cents, CASH_SCALE),
        "net_amount": text(estimated.net_cents, CASH_SCALE),
        "usd": {"fees": {"CAT": "0.01"}},
    }
    assert estimated.order.qty == 10 * NANO
