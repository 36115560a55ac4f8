"""Limit orders rest, trade with the ticks by price and time, and end (R-704, R-710, R-721, D16)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from shared.border.dictionary import Side, TimeInForce
from shared.core.clock import epoch_ms
from shared.core.errors import Unavailable
from shared.core.market_hours import RealHours
from shared.core.money import NANO
from shared.us.orders.model.state import State
from tests.unit.us.faults import NoBroker
from tests.unit.us.orders.market import (
    match,
    order,
    quote,
    region_at,
    resting,
    steps,
    sweep,
    take,
    tick,
)
from tests.unit.us.orders_new import NOW, SYMBOL, TOKEN, limit_order, order_cancel, order_new
from tests.unit.us.region import Region, delivery_of

OTHER = "1" * 32
THIRD = "2" * 32
DAY_MS = 24 * 3_600_000


@pytest.fixture
def region() -> Region:
    return region_at()


def test_a_limit_order_away_from_the_market_rests(region: Region) -> None:
    take(region, limit_order("187.00"))
    assert steps(region) == [["ack 10"]]
    assert order(region).state is State.WORKING
    assert resting(region) == [TOKEN]


def test_a_marketable_limit_order_trades_at_the_quote_at_once(region: Region) -> None:
    take(region, limit_order("188.00"))
    assert steps(region) == [["ack 10", "fill 10@187.42"]]
    assert resting(region) == []


def test_what_the_market_has_not_at_the_limit_rests(region: Region) -> None:
    take(region, limit_order("187.42", qty="700"))
    assert steps(region) == [["ack 700", "fill 500@187.42"]]
    assert order(region).state is State.PARTIAL
    assert resting(region) == [TOKEN]


@pytest.mark.parametrize(
    ("side", "limit", "bid", "ask", "price"),
    [
        (Side.BUY, "187.00", "186.90", "186.95", "186.95"),
        (Side.BUY, "187.00", "186.99", "187.00", "187"),
        (Side.SELL, "188.00", "188.50", "188.60", "188.5"),
        (Side.SELL, "188.00", "188.00", "188.60", "188"),
    ],
)
def test_a_tick_fills_at_its_quote(
    region: Region, side: Side, limit: str, bid: str, ask: str, price: str
) -> None:
    take(region, limit_order(limit, side=side))
    tick(region, bid, ask)
    assert steps(region) == [["ack 10"], [f"fill 10@{price}"]]
    assert resting(region) == []


@pytest.mark.parametrize(("side", "limit"), [(Side.BUY, "187.00"), (Side.SELL, "188.00")])
def test_a_tick_short_of_the_limit_fills_nothing(region: Region, side: Side, limit: str) -> None:
    take(region, limit_order(limit, side=side))
    tick(region, "187.99", "188.10") if side is Side.SELL else tick(region, "186.99", "187.01")
    assert steps(region) == [["ack 10"]]
    assert resting(region) == [TOKEN]


def test_ticks_fill_in_parts_within_the_displayed_size(region: Region) -> None:
    take(region, limit_order("187.00", qty="120"))
    for size in (50, 50, 50):
        tick(region, "186.90", "187.00", ask_size=size)
    assert steps(region) == [["ack 120"], ["fill 50@187"], ["fill 50@187"], ["fill 20@187"]]
    assert order(region).state is State.DONE


def test_fees_of_fills_on_several_ticks_are_those_of_their_sum(region: Region) -> None:
    take(region, limit_order("188.00", side=Side.SELL, qty="5"))
    for _ in range(5):
        tick(region, "188.00", "188.10", bid_size=1)
    charged = [
        sum(fee["charged_cents"] for fee in execution["fees"].values())
        for execution in region.stored("executions")
    ]
    # SEC, TAF and CAT take a cent each with the first; 564.00 dollars are what owes SEC another.
    assert sorted(charged) == [0, 0, 0, 1, 3]


def test_the_better_price_trades_first(region: Region) -> None:
    take(region, limit_order("186.90"), limit_order("187.00", order_token=OTHER))
    tick(region, "186.80", "186.85", ask_size=15)
    assert [order(region, token).cum_qty // NANO for token in (OTHER, TOKEN)] == [10, 5]


def test_at_one_price_the_first_trades_first(region: Region) -> None:
    take(region, limit_order("187.00", order_token=THIRD))
    region.clock.advance_ms(1)
    take(region, limit_order("187.00", order_token=OTHER))
    tick(region, "186.90", "187.00", ask_size=12)
    assert [order(region, token).cum_qty // NANO for token in (THIRD, OTHER)] == [10, 2]


def test_one_quote_is_matched_once(region: Region) -> None:
    take(region, limit_order("187.00", qty="30"))
    tick(region, "186.90", "187.00", ask_size=20)
    match(region)
    match(region)
    assert order(region).cum_qty == 20 * NANO


def test_other_symbols_do_not_trade(region: Region) -> None:
    take(region, limit_order("187.00"))
    tick(region, "10.00", "10.01", symbol="F")
    assert steps(region) == [["ack 10"]]


def test_nothing_trades_while_halted(region: Region) -> None:
    quote(region, halted=True)
    region.clock.advance_ms(1)
    take(region, limit_order("188.00"))
    assert steps(region) == [["ack 10"]]
    tick(region, halted=True)
    assert steps(region) == [["ack 10"]]
    tick(region)
    assert steps(region) == [["ack 10"], ["fill 10@187.42"]]


@pytest.mark.parametrize("tif", [TimeInForce.DAY, TimeInForce.IOC, TimeInForce.FOK])
def test_what_cannot_rest_is_refused_while_halted(region: Region, tif: TimeInForce) -> None:
    quote(region, halted=True)
    take(region, order_new(tif=tif))
    assert steps(region) == [["halted"]]


def test_nothing_trades_on_a_stale_quote(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00")
    region.clock.advance_ms(15_001)
    match(region)
    assert steps(region) == [["ack 10"]]


def test_a_limit_order_of_the_night_waits_for_the_session() -> None:
    night = datetime(2026, 11, 20, 4, tzinfo=UTC)
    region = region_at(night, RealHours())
    take(region, limit_order("188.00", expires_at=order_cancel().expires_at))
    assert steps(region) == [["ack 10"]]
    tick(region)
    assert steps(region) == [["ack 10"]]
    region.clock.advance_ms(11 * 3_600_000)
    tick(region)
    assert steps(region) == [["ack 10"], ["fill 10@187.42"]]


@pytest.mark.parametrize("tif", [TimeInForce.IOC, TimeInForce.FOK])
def test_an_immediate_limit_order_of_the_night_is_refused(tif: TimeInForce) -> None:
    region = region_at(datetime(2026, 11, 20, 4, tzinfo=UTC), RealHours())
    take(region, limit_order("188.00", tif=tif))
    assert steps(region) == [["market_closed"]]


def test_a_day_order_ends_with_the_session() -> None:
    region = region_at(hours=RealHours())
    take(region, limit_order("187.00"))
    assert order(region).expires_at_ms == epoch_ms(datetime(2026, 11, 20, 21, tzinfo=UTC))
    sweep(region)
    assert steps(region) == [["ack 10"]]
    region.clock.advance_ms(6 * 3_600_000)
    sweep(region)
    assert steps(region) == [["ack 10"], ["expired"]]
    assert resting(region) == []


def test_an_order_until_canceled_ends_after_ninety_days(region: Region) -> None:
    take(region, limit_order("187.00", tif=TimeInForce.GTC))
    assert order(region).expires_at_ms - order(region).received_at_ms == 90 * DAY_MS
    region.clock.advance_ms(90 * DAY_MS - 1)
    sweep(region)
    assert resting(region) == [TOKEN]
    region.clock.advance_ms(1)
    sweep(region)
    assert steps(region) == [["ack 10"], ["expired"]]


def test_an_order_whose_time_is_over_does_not_trade_before_the_sweeper_comes(
    region: Region,
) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(DAY_MS)
    tick(region, "186.90", "187.00")
    assert order(region).cum_qty == 0
    sweep(region)
    assert steps(region) == [["ack 10"], ["expired"]]


def test_a_report_of_a_tick_that_was_not_published_is_sent_by_the_sweeper(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00")
    with pytest.raises(Unavailable):
        region.orders(messages=NoBroker()).ticks.matcher.match([SYMBOL])
    assert steps(region) == [["ack 10"]]
    (stored,) = region.stored("orders")
    assert stored["unsent_seq"] == 2 and 0 <= stored["outbox"] < 16
    sweep(region)
    assert steps(region) == [["ack 10"], ["fill 10@187"]]
    sent = len(region.reports())
    sweep(region)
    assert len(region.reports()) == sent
    assert "outbox" not in region.stored("orders")[0]


def test_a_mark_of_the_outbox_outlives_the_next_fill(region: Region) -> None:
    take(region, limit_order("187.00"))
    for size in (4, 4):
        region.clock.advance_ms(1_000)
        quote(region, "186.90", "187.00", ask_size=size)
        with pytest.raises(Unavailable):
            region.orders(messages=NoBroker()).ticks.matcher.match([SYMBOL])
    sweep(region)
    assert steps(region) == [["ack 10"], ["fill 4@187"], ["fill 4@187"]]


def test_a_published_fill_leaves_no_mark(region: Region) -> None:
    take(region, limit_order("187.00"))
    tick(region, "186.90", "187.00", ask_size=4)
    assert "outbox" not in region.stored("orders")[0]


def test_a_part_of_a_share_takes_a_whole_one_of_what_is_displayed(region: Region) -> None:
    take(region, limit_order("187.00", qty="0.5"))
    region.clock.advance_ms(1)
    take(region, limit_order("187.00", order_token=OTHER))
    tick(region, "186.90", "187.00", ask_size=10)
    assert steps(region) == [["ack 0.5"], ["fill 0.5@187"]]
    assert steps(region, OTHER) == [["ack 10"], ["fill 9@187"]]


def test_a_price_that_moved_away_after_it_was_looked_at_trades_nothing(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00")

    def move(paths: Sequence[str]) -> None:
        region.documents.hooks.after_get = lambda paths: None
        region.clock.advance_ms(1_000)
        quote(region, "187.00", "187.01")

    region.documents.hooks.after_get = move
    match(region)
    assert steps(region) == [["ack 10"]]
    assert resting(region) == [TOKEN]


def test_a_tick_without_resting_orders_reads_one_document(region: Region) -> None:
    region.documents.counters.reads.clear()
    tick(region)
    assert region.documents.counters.reads == {"quotes": 1, "resting": 1}


@pytest.mark.parametrize(
    ("side", "limit", "reason"),
    [
        (Side.BUY, "206.16", "fill"),  # 187.42 and a tenth is 206.162
        (Side.BUY, "206.17", "risk_limit"),
        (Side.SELL, "168.66", "fill"),
        (Side.SELL, "168.65", "risk_limit"),
    ],
)
def test_a_limit_far_through_the_market_is_refused(
    region: Region, side: Side, limit: str, reason: str
) -> None:
    take(region, limit_order(limit, side=side))
    assert steps(region)[0][-1].startswith(reason)


@pytest.mark.parametrize(("side", "limit"), [(Side.BUY, "0.01"), (Side.SELL, "9000")])
def test_a_limit_far_from_the_market_rests(region: Region, side: Side, limit: str) -> None:
    take(region, limit_order(limit, side=side))
    assert steps(region) == [["ack 10"]]


@pytest.mark.parametrize(
    ("tif", "qty", "expected"),
    [
        (TimeInForce.IOC, "700", ["ack 700", "fill 500@187.42", "not_immediate"]),
        (TimeInForce.IOC, "500", ["ack 500", "fill 500@187.42"]),
        (TimeInForce.FOK, "700", ["ack 700", "not_whole"]),
        (TimeInForce.FOK, "500", ["ack 500", "fill 500@187.42"]),
    ],
)
def test_an_immediate_order_never_rests(
    region: Region, tif: TimeInForce, qty: str, expected: list[str]
) -> None:
    take(region, limit_order("187.42", qty=qty, tif=tif))
    assert steps(region) == [expected]
    assert resting(region) == []
    assert order(region).state is State.DONE


def test_a_market_order_for_the_day_ends_at_its_protection(region: Region) -> None:
    take(region, order_new(qty="700", limit_price="187.42"))
    assert steps(region) == [["ack 700", "fill 500@187.42", "price_protection"]]


@pytest.mark.parametrize("qty", ["0.5", "2.7", "0.000000001"])
@pytest.mark.parametrize("side", list(Side))
def test_a_part_of_a_share_trades_with_the_firm(region: Region, qty: str, side: Side) -> None:
    take(region, order_new(qty=qty, side=side))
    price = "187.42" if side is Side.BUY else "187.4"
    assert steps(region) == [[f"ack {qty}", f"fill {qty}@{price}"]]
    (execution,) = region.stored("executions")
    street = [line["amount"] for line in execution["lines"] if line["account"] == "U-1020"]
    assert all(amount % NANO == 0 for amount in street)


def test_dollars_become_shares_at_the_market(region: Region) -> None:
    take(region, order_new(qty=None, notional_usd="100.00"))
    assert steps(region) == [["ack 0.533560986", "fill 0.533560986@187.42"]]


def test_dollars_that_find_no_price_do_not_trade_and_end(region: Region) -> None:
    quote(region, ask_size=10)
    take(region, order_new(qty=None, notional_usd="10000.00", limit_price="187.45"))
    assert steps(region) == [
        ["ack 53.350760202", "fill 10@187.42"],
        ["fill 10@187.43"],
        ["fill 10@187.44"],
        ["fill 10@187.45", "price_protection"],
    ]


def test_dollars_become_shares_at_the_limit(region: Region) -> None:
    take(region, limit_order("187.00", qty=None, notional_usd="50.00"))
    assert steps(region) == [["ack 0.267379679"]]


@pytest.mark.parametrize("tif", [TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK])
def test_parts_of_a_share_and_dollars_live_for_a_day(region: Region, tif: TimeInForce) -> None:
    take(region, limit_order("187.00", qty="0.5", tif=tif))
    take(region, limit_order("187.00", qty=None, notional_usd="50.00", tif=tif, order_token=OTHER))
    assert steps(region) == steps(region, OTHER) == [["risk_limit"]]


def test_an_order_of_too_much_money_is_refused(region: Region) -> None:
    quote(region, "900.00", "900.10")
    take(region, order_new(qty="30000"))
    assert steps(region) == [["risk_limit"]]


def test_a_batch_of_the_ticker_lets_the_book_trade() -> None:
    region = Region()
    region.ticker().tick(NOW)
    take(region, limit_order("150.00"), limit_order("150.00", order_token=OTHER))
    region.clock.advance_ms(1_000)
    quote(region, "149.00", "149.10")
    batch = region.published("quotes")[0].delivery
    region.orders().ticks.handle(batch)
    assert steps(region) == [["ack 10"], ["fill 10@149.1"]]
    assert steps(region, OTHER) == [["ack 10"], ["fill 10@149.1"]]


def test_a_late_batch_does_nothing(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.ticker().tick(NOW)
    batch = region.published("quotes")[0].delivery
    region.clock.advance_ms(timedelta(minutes=2) // timedelta(milliseconds=1))
    quote(region, "186.90", "187.00")
    region.orders().ticks.handle(batch)
    assert steps(region) == [["ack 10"]]
    assert region.stored("quarantine") == []


def test_a_batch_signed_by_the_other_side_is_recorded(region: Region) -> None:
    region.orders().ticks.handle(delivery_of(order_new()))
    assert [record["reason"] for record in region.stored("quarantine")] == ["unknown_key"]
