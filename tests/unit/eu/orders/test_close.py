"""Closing positions: market sales of what the account owns."""

from dataclasses import replace
from typing import Any

import pytest

from shared.border.dictionary import Side
from shared.core.errors import Refusal
from shared.core.listings import Listing, by_symbol
from shared.core.money import NANO
from shared.eu.orders.model.close_request import check_close_all, close_position
from shared.eu.orders.model.order import Order
from shared.eu.orders.service.close import CloseDesk
from tests.unit.eu.orders.order_path import OrderPath


def close(path: OrderPath, symbol: str = "F", **query: str) -> Order:
    desk = CloseDesk(path.world.eu, path.world.desk)
    return desk.close(path.seen(), symbol, close_position(query))


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
    closed = CloseDesk(path.world.eu, path.world.desk).close_all(path.account_id)
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
    check_close_all({"cancel_orders": "true"})
    for query in ({"cancel_orders": "perhaps"}, {"qty": "1"}):
        with pytest.raises(Refusal, match="invalid_parameter"):
            check_close_all(query)
