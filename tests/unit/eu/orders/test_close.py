"""Closing positions: market sales of what the account owns."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.border.dictionary import Side
from shared.core.documents import Snapshot
from shared.core.errors import Refusal, Unavailable
from shared.core.listings import Listing, by_symbol
from shared.core.money import NANO
from shared.eu.orders.model.close_request import cancels_before_closing, close_position
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.service.close import CloseDesk
from tests.unit.eu.orders.order_path import OrderPath


def desk_of(path: OrderPath) -> CloseDesk:
    world = path.world
    return CloseDesk(world.eu, world.clock, world.desk, world.cancels)


def close(path: OrderPath, symbol: str = "F", **query: str) -> Order:
    return desk_of(path).close(path.seen(), symbol, close_position(query))


def test_a_position_is_sold_whole(path: OrderPath) -> None:
    path.own_shares(10)
    order = close(path)
    assert (order.side, order.qty, order.symbol) == (Side.SELL, 10 * NANO, "F")
    path.world.deliver_all()
    assert path.position(order.asset_id).qty == 0
    with pytest.raises(Refusal, match="not_found"):
        close(path)


def test_a_position_is_named_by_its_asset_as_well(path: OrderPath) -> None:
    path.own_shares(10)
    listing = by_symbol("F")
    assert listing is not None
    assert close(path, listing.asset_id).symbol == "F"


@pytest.mark.parametrize(
    ("query", "shares"),
    [({"qty": "3"}, 3), ({"percentage": "50"}, 5), ({"percentage": "100"}, 10)],
)
def test_a_part_is_sold(path: OrderPath, query: dict[str, str], shares: int) -> None:
    path.own_shares(10)
    assert close(path, **query).qty == shares * NANO


@pytest.mark.parametrize(
    ("percentage", "nano_shares"), [("39.9", 3_990_000_000), ("33", 3_300_000_000)]
)
def test_a_part_may_be_a_part_of_a_share(
    path: OrderPath, percentage: str, nano_shares: int
) -> None:
    path.own_shares(10)
    assert close(path, percentage=percentage).qty == nano_shares


@pytest.mark.parametrize(("percentage", "shares"), [("39.9", 3), ("10.000000001", 1), ("99", 9)])
def test_a_part_is_rounded_down_to_what_can_be_traded(percentage: str, shares: int) -> None:
    wanted = close_position({"percentage": percentage})
    assert wanted.shares(10 * NANO, only_whole()) == shares * NANO


def test_a_part_that_comes_to_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        close_position({"percentage": "9.999999999"}).shares(10 * NANO, only_whole())
    assert (caught.value.reason, caught.value.field) == ("invalid_parameter", "percentage")


def only_whole() -> Listing:
    """Return a security that is not traded in parts."""
    listing = by_symbol("F")
    assert listing is not None
    return replace(listing, fractionable=False)


def test_more_than_is_owned_is_refused(path: OrderPath) -> None:
    path.own_shares(10)
    with pytest.raises(Refusal, match="insufficient_qty"):
        close(path, qty="11")


@pytest.mark.parametrize("symbol", ["KO", "ZZZZ", ""])
def test_what_is_not_held_is_not_found(path: OrderPath, symbol: str) -> None:
    path.own_shares(10)
    with pytest.raises(Refusal, match="not_found"):
        close(path, symbol)


def test_all_positions_are_sold_and_one_that_cannot_does_not_keep_the_others(
    path: OrderPath,
) -> None:
    path.own_shares(10)
    path.place(symbol="KO", qty="2")
    path.world.deliver_all()
    path.place(side="sell", qty="4")
    closed = desk_of(path).close_all(path.account_id)
    outcome = {each.symbol: (each.order and each.order.qty, each.reason) for each in closed}
    assert outcome == {"F": (None, "insufficient_qty"), "KO": (2 * NANO, None)}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"qty": "0"}, "qty"),
        ({"qty": "x"}, "qty"),
        ({"percentage": "100.1"}, "percentage"),
        ({"percentage": "-1"}, "percentage"),
        ({"qty": "1", "percentage": "1"}, None),
        ({"cancel_orders": "true"}, None),
    ],
)
def test_what_cannot_be_closed_is_refused(query: dict[str, Any], name: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        close_position(query)
    assert (caught.value.reason, caught.value.field) == ("invalid_parameter", name)


def test_the_only_question_to_closing_all_is_about_open_orders() -> None:
    assert cancels_before_closing({"cancel_orders": "true"})
    assert not cancels_before_closing({"cancel_orders": "False"})
    assert not cancels_before_closing({})
    for query in ({"cancel_orders": "perhaps"}, {"qty": "1"}):
        with pytest.raises(Refusal, match="invalid_parameter"):
            cancels_before_closing(query)


def test_open_orders_are_canceled_before_all_is_sold(path: OrderPath) -> None:
    path.own_shares(10)
    sale = path.place(side="sell", qty="4", type="limit", limit_price="15.5")
    path.world.deliver_all()
    path.world.clock.on_sleep = lambda _: path.world.deliver_all()
    closed = desk_of(path).close_all(path.account_id, cancels_first=True)
    assert [each.order and each.order.qty for each in closed] == [10 * NANO]
    assert path.order(sale.order_id).state is OrderState.CANCELED


def test_what_a_cancel_without_an_answer_has_reserved_is_not_sold(path: OrderPath) -> None:
    path.own_shares(10)
    path.place(side="sell", qty="4", type="limit", limit_price="15.5")
    path.world.deliver_all()
    before = path.world.clock.now()
    closed = desk_of(path).close_all(path.account_id, cancels_first=True)
    assert [each.reason for each in closed] == ["insufficient_qty"]
    assert path.world.clock.now() - before == timedelta(seconds=2)


def test_each_position_has_its_line_whatever_fails(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.own_shares(10)
    path.place(symbol="KO", qty="2")
    path.world.deliver_all()
    sell = CloseDesk._sell

    def fail_for_one(desk: CloseDesk, seen: Snapshot, listing: Listing, qty: int) -> Order:
        if listing.symbol == "F":
            raise Unavailable
        return sell(desk, seen, listing, qty)

    monkeypatch.setattr(CloseDesk, "_sell", fail_for_one)
    closed = desk_of(path).close_all(path.account_id)
    assert {each.symbol: each.reason for each in closed} == {"F": "unavailable", "KO": None}


def test_what_is_not_listed_any_more_has_a_line_too(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.own_shares(10)
    monkeypatch.setattr("shared.eu.orders.service.close.by_id", lambda asset_id: None)
    (closed,) = desk_of(path).close_all(path.account_id)
    assert (closed.symbol, closed.reason) == (closed.position.asset_id, "asset_not_tradable")
