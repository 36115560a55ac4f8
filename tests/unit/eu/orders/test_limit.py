"""Limit orders, parts of shares and amounts: what is reserved, shown, sent and given back."""

from dataclasses import replace
from typing import Any

import pytest

from shared.border.dictionary import DoneReason, TimeInForce
from shared.border.messages import Acknowledged, Done, FxQuote, OrderNew, QuoteBatch
from shared.core.clock import epoch_ms
from shared.core.errors import Refusal
from shared.core.money import NANO
from shared.eu.accounts.model.account import RESERVED
from shared.eu.accounts.paths import account_document
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.view import order_view
from shared.eu.orders.service.accept import OPEN_LIMITS_MAX
from shared.eu.quotes.service import keep
from tests.unit.eu.orders.order_path import ACK, BODY, OrderPath

EXPIRED = Done(reason=DoneReason.EXPIRED)
LIMIT = {"type": "limit", "limit_price": "14"}
AMOUNT = {"qty": None, "notional": "100"}


def reason_of(path: OrderPath, **changes: Any) -> str:
    with pytest.raises(Refusal) as caught:
        path.place(**changes)
    return caught.value.reason


def kinds(path: OrderPath) -> list[str]:
    events = [found.data or {} for found in path.stored("events")]
    return [
        event["kind"]
        for event in sorted(events, key=lambda event: event["sequences"].get("trades", 0))
        if "trades" in event["sequences"]
    ]


def test_a_limit_order_rests_and_is_sent_with_its_limit(path: OrderPath) -> None:
    order = path.place(**LIMIT, time_in_force="gtc")
    path.book(path.report(order, 1, ACK))
    booked = path.order(order.order_id)
    assert (booked.state, booked.awaits_report) == (OrderState.ACKED, False)
    assert path.account().balance(RESERVED) == order.hold_cents > 0
    (message,) = path.sent()
    assert isinstance(message, OrderNew)
    assert (message.limit_price, message.tif) == ("14", TimeInForce.GTC)
    view = order_view(booked)
    assert (view["limit_price"], view["status"], view["type"]) == ("14", "new", "limit")


def test_an_order_that_expires_gives_everything_back(path: OrderPath) -> None:
    order, cash = path.place(**LIMIT), path.account().cash
    path.book(path.report(order, 1, ACK))
    path.book(path.report(order, 2, path.fill(1, "4"), EXPIRED))
    booked, account = path.order(order.order_id), path.account()
    assert (booked.state, booked.filled_qty) == (OrderState.EXPIRED, 4 * NANO)
    assert (account.balance(RESERVED), account.open_limits) == (0, 0)
    assert account.available == account.cash < cash
    assert kinds(path) == ["accepted", "new", "partial_fill", "expired"]
    view = order_view(booked)
    assert view["status"] == "expired" and view["expired_at"]
    assert path.position(order.asset_id).buys == ()


def test_a_part_of_a_share_is_bought_and_sold(path: OrderPath) -> None:
    order = path.place(qty="10.5")
    path.book(path.report(order, 1, Acknowledged(qty="10.5"), path.fill(1, "10.5")))
    assert path.position(order.asset_id).qty == 21 * NANO // 2
    sale = path.place(side="sell", qty="0.000000001")
    assert path.position(order.asset_id).reserved == 1
    assert sale.reserved_qty == 1


def test_an_amount_is_sent_in_dollars_and_its_quantity_is_told(path: OrderPath) -> None:
    order = path.place(**AMOUNT)
    (message,) = path.sent()
    assert isinstance(message, OrderNew)
    assert message.qty is None and message.notional_usd is not None
    view = order_view(order)
    assert (view["qty"], view["notional"]) == (None, "100.00")
    path.book(path.report(order, 1, Acknowledged(qty="7.25"), path.fill(1, "7.25")))
    booked = path.order(order.order_id)
    assert (booked.state, booked.hold_cents) == (OrderState.FILLED, 0)
    assert order_view(booked)["qty"] == "7.25"


def test_a_sale_of_an_amount_reserves_what_it_may_need_and_gives_the_rest_back(
    path: OrderPath,
) -> None:
    path.own_shares(100)
    order = path.place(side="sell", **AMOUNT)
    bound = path.position(order.asset_id).reserved
    assert bound == order.reserved_qty > 5 * NANO
    path.book(path.report(order, 1, Acknowledged(qty="5")))
    assert path.position(order.asset_id).reserved == 5 * NANO
    path.book(path.report(order, 2, path.fill(1, "5")))
    assert path.position(order.asset_id).reserved == 0


def test_a_sale_of_more_than_was_reserved_for_an_amount_is_a_break(path: OrderPath) -> None:
    path.own_shares(100)
    order = path.place(side="sell", **AMOUNT)
    path.book(path.report(order, 1, Acknowledged(qty="99")))
    assert path.order(order.order_id).state is OrderState.HELD
    assert [(found.data or {})["reason"] for found in path.stored("breaks")] == ["qty_mismatch"]


def test_an_amount_is_worth_no_dollar_cent_too_much(path: OrderPath) -> None:
    with_rate(path, "1.085")  # 1.082288 less the spread of 25 basis points
    path.place(qty=None, notional="100.01")
    (message,) = path.sent()
    assert isinstance(message, OrderNew) and message.notional_usd == "108.23"


def test_an_amount_that_is_less_than_a_dollar_is_refused(path: OrderPath) -> None:
    with_rate(path, "0.95")
    assert reason_of(path, qty=None, notional="1.05") == "order_value_too_small"
    path.place(qty=None, notional="1.06")
    assert len(path.sent()) == 1


def with_rate(path: OrderPath, mid: str) -> None:
    """Let a rate of dollars per euro cross."""
    path.world.clock.advance_ms(1_001)
    at = epoch_ms(path.world.clock.now())
    quotes = QuoteBatch(
        message_id="0" * 32,
        issued_at=at,
        expires_at=at + 60_000,
        fx=FxQuote(mid=mid, at=at),
        quotes=(),
    )
    keep(path.world.eu, quotes)


def test_an_amount_beyond_the_shares_is_refused(path: OrderPath) -> None:
    path.own_shares(1)
    assert reason_of(path, side="sell", **AMOUNT) == "insufficient_qty"


@pytest.mark.parametrize("sell", [{"type": "limit", "limit_price": "14"}, {"type": "market"}])
def test_a_sale_that_would_meet_an_own_purchase_is_refused(
    path: OrderPath, sell: dict[str, str]
) -> None:
    path.own_shares(20)
    order = path.place(**LIMIT)
    assert reason_of(path, side="sell", **sell) == "self_trade_blocked"
    path.place(side="sell", type="limit", limit_price="20")
    path.book(path.report(order, 1, ACK, EXPIRED))
    path.place(side="sell", qty="1")


def test_a_purchase_that_would_meet_an_own_sale_is_refused(path: OrderPath) -> None:
    path.own_shares(10)
    path.place(side="sell", type="limit", limit_price="14.6", qty="2")
    assert reason_of(path) == "self_trade_blocked"
    assert reason_of(path, type="limit", limit_price="14.6") == "self_trade_blocked"
    path.place(type="limit", limit_price="14.59")
    path.place(symbol="KO", qty="1")


def test_an_opposite_order_that_came_meanwhile_is_seen(path: OrderPath) -> None:
    path.own_shares(10)
    sale = {"side": "sell", "type": "limit", "limit_price": "14.6"}
    path.before_next_commit(lambda: path.place(**sale))
    assert reason_of(path, type="limit", limit_price="14.6") == "self_trade_blocked"


def test_a_market_buy_beside_an_own_sale_is_seen(path: OrderPath) -> None:
    path.own_shares(10)
    sale = {"side": "sell", "type": "limit", "limit_price": "14.6"}
    path.before_next_commit(lambda: path.place(**sale))
    assert reason_of(path) == "self_trade_blocked"


def test_an_account_has_so_many_open_limit_orders(path: OrderPath) -> None:
    seen = path.seen()
    document = account_document(replace(path.account(), open_limits=OPEN_LIMITS_MAX))
    crowded = replace(seen, data={**document, "version": seen.version})
    with pytest.raises(Refusal, match="too_many_orders"):
        path.world.desk.place(crowded, place_order({**BODY, **LIMIT}))


def test_an_account_may_have_no_parts_of_shares(path: OrderPath) -> None:
    seen = path.seen()
    document = account_document(
        replace(path.account(), configuration={"fractional_trading": False})
    )
    whole = replace(seen, data={**document, "version": seen.version})
    with pytest.raises(Refusal, match="fractional_not_supported"):
        path.world.desk.place(whole, place_order({**BODY, "qty": "1.5"}))
