"""The worked amounts of an order (HLD-1, HLD-2, NOTIONAL, BUY-A, BUY-B, SELL), to the cent."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.errors import InvalidTransition
from shared.core.ids import AccountId, AssetId, CohortId, OrderId, OrderToken
from shared.core.money import NANO, PRICE_SCALE, principal_cents, scaled
from shared.eu.accounts.model.position import Position
from shared.eu.ledger.model.entry import check_balanced
from shared.eu.orders.model.booking import Fill, book_fill
from shared.eu.orders.model.breaks import Contradicted
from shared.eu.orders.model.exchange import dollars_of, euro_of, shares_of
from shared.eu.orders.model.hold import (
    buy_protection,
    limit_buy_hold,
    market_buy_hold,
    notional_buy_hold,
    sell_protection,
)
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.terms import Terms, terms_on
from shared.eu.quotes.model import FxRate

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ACCOUNT = AccountId("11111111-1111-4111-8111-111111111111")
ASSET = AssetId("22222222-2222-4222-8222-222222222222")
FREE_PLAN = Terms(date(2020, 1, 1), commission_bp=0, commission_min_cents=0, fx_spread_bp=0)


def micro(value: str) -> int:
    return scaled(value, PRICE_SCALE)


def order(side: Side, qty: int, hold_cents: int, state: OrderState = OrderState.ACKED) -> Order:
    return Order(
        order_id=OrderId("33333333-3333-4333-8333-333333333333"),
        account_id=ACCOUNT,
        client_order_id="mine",
        correspondent="TEST",
        request_hash="00",
        order_token=OrderToken("a" * 32),
        cohort=CohortId("c" + "0" * 15),
        asset_id=ASSET,
        symbol="AAPL",
        side=side,
        order_type=OrderType.MARKET,
        tif=TimeInForce.DAY,
        qty=qty * NANO,
        protection_price=micro("189"),
        state=state,
        hold_cents=hold_cents,
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW,
        reserved_qty=qty * NANO if side is Side.SELL else 0,
    )


def fill(qty: int, price: str, fees: int) -> Fill:
    principal = principal_cents(qty * NANO, micro(price))
    return Fill("execution", qty * NANO, micro(price), principal, fees)


def position(qty: int = 0) -> Position:
    return Position(ACCOUNT, ASSET, unsettled=qty * NANO, reserved=0)


def test_hold_of_a_market_buy_is_the_protected_price_with_fees_and_commission() -> None:
    protection = buy_protection(micro("187.45"))
    hold = market_buy_hold(10 * NANO, protection, micro("1.0850"), terms_on(DAY), DAY)
    assert protection == micro("189.3245")
    assert hold == 175_107


def test_hold_of_a_limit_buy_is_the_limit_with_a_buffer_for_the_exchange_rate() -> None:
    hold = limit_buy_hold(10 * NANO, micro("188"), micro("1.0850"), terms_on(DAY), DAY)
    assert hold == 174_751


def test_an_amount_is_changed_into_dollars_and_shares_rounded_down() -> None:
    dollars = dollars_of(10_000, terms_on(DAY).buy_rate(micro("1.0850")))
    assert dollars == 10_822
    assert shares_of(dollars, micro("187.42")) == 577_419_699
    assert shares_of(5_000, micro("187.42")) == 266_780_493


def test_hold_of_an_amount_is_the_amount_with_a_buffer_fees_and_commission() -> None:
    hold = notional_buy_hold(10_822, micro("187.42"), micro("1.0850"), terms_on(DAY), DAY)
    assert hold == 10_051 + 100


def test_euro_of_a_purchase_without_spread() -> None:
    assert euro_of(187_421, micro("1.0850")) == 172_738


def test_client_rates_are_the_middle_less_and_plus_the_spread() -> None:
    assert terms_on(DAY).buy_rate(micro("1.0850")) == micro("1.082288")
    assert terms_on(DAY).sell_rate(micro("1.0870")) == micro("1.089718")


def test_buy_fill_costs_what_the_vector_says() -> None:
    bought = order(Side.BUY, 10, hold_cents=175_107)
    fx = FxRate(micro("1.0850"), 0)
    booking = book_fill(bought, position(), fill(10, "187.42", 1), fx, terms_on(DAY), 0)
    assert booking.posting == "P5"
    assert booking.net_cents == -173_344
    assert booking.order.euro_cents == 173_171
    assert booking.order.commission_cents == 173
    assert booking.order.state is OrderState.FILLED
    assert booking.order.hold_cents == 0
    assert booking.position.qty == 10 * NANO
    assert booking.position.cost_eur == 173_344
    assert booking.position.cost_usd == 187_421
    check_balanced(booking.lines)


def test_sell_fill_brings_what_the_vector_says() -> None:
    sold = order(Side.SELL, 4, hold_cents=0)
    held = replace(position(10), reserved=4 * NANO, cost_eur=1_000, cost_usd=1_100)
    fx = FxRate(micro("1.0870"), 0)
    booking = book_fill(sold, held, fill(4, "190.15", 4), fx, terms_on(DAY), 0)
    assert booking.posting == "P8"
    assert booking.net_cents == 69_694
    assert booking.order.commission_cents == 100
    assert booking.position.qty == 6 * NANO
    assert booking.position.reserved == 0
    assert (booking.position.cost_eur, booking.position.cost_usd) == (600, 660)
    check_balanced(booking.lines)


def test_commission_minimum_is_charged_once_over_partial_fills() -> None:
    first = order(Side.BUY, 4, hold_cents=100_000)
    fx = FxRate(micro("1.0850"), 0)
    terms = terms_on(DAY)
    one = book_fill(first, position(), fill(1, "100", 1), fx, terms, 0)
    two = book_fill(one.order, one.position, fill(3, "100", 0), fx, terms, 0)
    assert one.order.state is OrderState.PARTIALLY_FILLED
    assert one.order.commission_cents == 100
    assert two.order.commission_cents == 100
    assert one.order.hold_cents == 100_000 + one.net_cents
    assert two.order.hold_cents == 0


def test_excess_over_the_hold_takes_free_cash_then_the_firms_money() -> None:
    bought = order(Side.BUY, 1, hold_cents=9_000)
    fx = FxRate(micro("1"), 0)
    booking = book_fill(bought, position(), fill(1, "100", 0), fx, FREE_PLAN, 600)
    assert booking.net_cents == -9_600
    by_account = {line.account: line.amount for line in booking.lines}
    assert by_account["E-5010"] == 400
    check_balanced(booking.lines)


def test_commission_never_exceeds_what_a_sale_brings() -> None:
    sold = order(Side.SELL, 1, hold_cents=0)
    held = replace(position(1), reserved=NANO)
    booking = book_fill(sold, held, fill(1, "0.50", 3), FxRate(micro("1"), 0), terms_on(DAY), 0)
    assert booking.net_cents == 0
    check_balanced(booking.lines)


def test_fill_beyond_the_order_is_refused() -> None:
    bought = order(Side.BUY, 1, hold_cents=100_000)
    with pytest.raises(Contradicted, match="overfill"):
        book_fill(bought, position(), fill(2, "100", 0), FxRate(micro("1"), 0), FREE_PLAN, 0)


def test_fill_of_an_order_nobody_acknowledged_is_refused() -> None:
    unanswered = order(Side.BUY, 1, hold_cents=100_000, state=OrderState.HELD)
    with pytest.raises(InvalidTransition):
        book_fill(unanswered, position(), fill(1, "100", 0), FxRate(micro("1"), 0), FREE_PLAN, 0)


def test_protection_is_one_percent_to_the_worse_side() -> None:
    assert buy_protection(micro("100")) == micro("101")
    assert sell_protection(micro("100")) == micro("99")
    assert sell_protection(1) == 1
