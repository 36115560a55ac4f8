"""The simulated venue: displayed size first, then a walk, never beyond the protection (D16)."""

import pytest

from shared.border.dictionary import Side
from shared.core.money import MICRO, NANO
from shared.us.venues.model.venue import SLICES_MAX, TICK, VENUE, Fill, TopOfBook, execute

TOP = TopOfBook(bid=187_40 * TICK, ask=187_42 * TICK, bid_size=300, ask_size=500)
FAR_UP = 1_000 * MICRO


def test_a_buy_within_the_displayed_size_fills_at_the_ask() -> None:
    outcome = execute(Side.BUY, 500 * NANO, FAR_UP, TOP)
    assert outcome.fills == (Fill(500 * NANO, TOP.ask, VENUE),)
    assert outcome.remainder == 0


def test_a_sale_within_the_displayed_size_fills_at_the_bid() -> None:
    outcome = execute(Side.SELL, 300 * NANO, TICK, TOP)
    assert outcome.fills == (Fill(300 * NANO, TOP.bid, VENUE),)


def test_a_buy_walks_up_one_cent_a_slice() -> None:
    outcome = execute(Side.BUY, 1_100 * NANO, FAR_UP, TOP)
    assert [(fill.qty // NANO, fill.price - TOP.ask) for fill in outcome.fills] == [
        (500, 0),
        (500, TICK),
        (100, 2 * TICK),
    ]


def test_a_sale_walks_down_one_cent_a_slice() -> None:
    outcome = execute(Side.SELL, 700 * NANO, TICK, TOP)
    assert [(fill.qty // NANO, fill.price - TOP.bid) for fill in outcome.fills] == [
        (300, 0),
        (300, -TICK),
        (100, -2 * TICK),
    ]


@pytest.mark.parametrize(
    ("side", "limit_price"), [(Side.BUY, TOP.ask + TICK), (Side.SELL, TOP.bid - TICK)]
)
def test_the_walk_stops_at_the_protection_limit(side: Side, limit_price: int) -> None:
    outcome = execute(side, 5_000 * NANO, limit_price, TOP)
    assert [fill.price for fill in outcome.fills][-1] == limit_price
    assert len(outcome.fills) == 2
    assert sum(fill.qty for fill in outcome.fills) + outcome.remainder == 5_000 * NANO


@pytest.mark.parametrize(
    ("side", "limit_price"), [(Side.BUY, TOP.ask - 1), (Side.SELL, TOP.bid + 1)]
)
def test_nothing_fills_when_the_quote_is_beyond_the_limit(side: Side, limit_price: int) -> None:
    outcome = execute(side, NANO, limit_price, TOP)
    assert outcome.fills == ()
    assert outcome.remainder == NANO


def test_the_walk_has_a_bounded_number_of_slices() -> None:
    outcome = execute(Side.BUY, 100_000 * NANO, FAR_UP, TOP)
    assert len(outcome.fills) == SLICES_MAX
    assert outcome.remainder == (100_000 - SLICES_MAX * 500) * NANO


def test_a_sale_never_trades_at_nothing() -> None:
    penny = TopOfBook(bid=2 * TICK, ask=3 * TICK, bid_size=100, ask_size=100)
    outcome = execute(Side.SELL, 1_000 * NANO, 0, penny)
    assert [fill.price for fill in outcome.fills] == [2 * TICK, TICK]


def test_an_empty_side_fills_nothing() -> None:
    empty = TopOfBook(bid=TOP.bid, ask=TOP.ask, bid_size=0, ask_size=0)
    assert execute(Side.BUY, NANO, FAR_UP, empty).remainder == NANO
