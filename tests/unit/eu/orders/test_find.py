"""An order is shown to the account it belongs to, and to no other."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.core.clock import rfc3339
from shared.core.documents import create
from shared.core.errors import Refusal
from shared.core.ids import AccountId, OrderId, derive
from shared.eu.orders.model.listing_request import LIMIT_MAX, list_orders
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import order_document, order_path
from shared.eu.orders.service import find
from shared.eu.orders.service.find import by_client_order_id, own_order, own_orders
from tests.unit.eu.orders.order_path import ACK, OrderPath


def test_an_account_finds_its_orders(path: OrderPath) -> None:
    first = path.place()
    path.world.clock.advance_ms(1_000)
    second = path.place()
    assert own_order(path.world.eu, path.account_id, first.order_id) == first
    assert own_orders(path.world.eu, path.account_id, list_orders({})) == [second, first]


def test_another_accounts_order_is_not_found(path: OrderPath) -> None:
    order = path.place()
    other = AccountId(path.world.accounts[1])
    with pytest.raises(Refusal, match="not_found"):
        own_order(path.world.eu, other, order.order_id)
    assert own_orders(path.world.eu, other, list_orders({})) == []


@pytest.mark.parametrize("order_id", ["", "1", "../accounts", "0" * 36, "A" * 36])
def test_what_is_no_id_is_not_found(path: OrderPath, order_id: str) -> None:
    with pytest.raises(Refusal, match="not_found"):
        own_order(path.world.eu, path.account_id, order_id)


def listed(path: OrderPath, **query: str) -> list[Order]:
    return own_orders(path.world.eu, path.account_id, list_orders(query))


def test_a_list_is_of_open_or_of_closed_orders(path: OrderPath) -> None:
    done = path.place()
    path.book(path.report(done, 1, ACK, path.fill(1, "10")))
    waiting = path.place()
    assert listed(path) == [waiting]
    assert [order.order_id for order in listed(path, status="closed")] == [done.order_id]
    assert len(listed(path, status="all")) == 2


def test_a_list_is_of_one_side_and_of_some_securities(path: OrderPath) -> None:
    path.own_shares(10)
    ford, coke, sale = path.place(), path.place(symbol="KO"), path.place(side="sell")
    assert set(listed(path)) == {ford, coke, sale}
    assert listed(path, side="sell") == [sale]
    assert listed(path, symbols="KO,AAPL") == [coke]
    assert listed(path, symbols="F", side="buy") == [ford]


def test_a_list_has_neither_of_its_bounds(path: OrderPath) -> None:
    orders = []
    for _ in range(4):
        orders.append(path.place())
        path.world.clock.advance_ms(1_000)
    first, second, third, last = orders
    bounds = {"after": rfc3339(first.created_at), "until": last.created_at.isoformat()}
    assert listed(path, **bounds) == [third, second]
    assert listed(path, **bounds, direction="asc", limit="1") == [second]


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_list_goes_on_beyond_a_page(path: OrderPath, direction: str) -> None:
    """Also where many orders came in the same moment, on both sides of the pages' border."""
    one = path.place()
    half_a_second = timedelta(milliseconds=500)
    many = [
        replace(
            one,
            order_id=OrderId(derive("test", str(number))),
            symbol="KO",
            created_at=one.created_at + half_a_second * (number % 2),
        )
        for number in range(LIMIT_MAX)
    ]
    path.world.eu.commit([create(order_path(o.order_id), order_document(o)) for o in many])
    path.world.clock.advance_ms(1_000)
    later = path.place()
    assert {*listed(path, symbols="F", direction=direction)} == {one, later}


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_list_without_a_choice_reads_what_it_shows(path: OrderPath, direction: str) -> None:
    orders = [path.place() for _ in range(5)]  # all in one moment
    path.world.eu.counters.reads.clear()
    shown = listed(path, direction=direction, limit="2")
    assert len(shown) == path.world.eu.counters.reads["orders"] == 2
    assert {*shown} <= {*orders}


def test_what_is_too_rare_to_be_found_at_once_is_not_called_absent(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "LIMIT_MAX", 2)
    monkeypatch.setattr(find, "PAGES_MAX", 2)
    for _ in range(4):
        path.place()
        path.world.clock.advance_ms(1_000)
    with pytest.raises(Refusal, match="unavailable"):
        listed(path, side="sell")
    assert len(listed(path, limit="4")) == 4


def test_more_in_one_moment_than_a_page_has_is_not_cut_off(
    path: OrderPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "LIMIT_MAX", 2)
    for _ in range(3):
        path.place()
    with pytest.raises(Refusal, match="unavailable"):
        listed(path, side="buy", limit="3")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"status": "done"}, "status"),
        ({"limit": "0"}, "limit"),
        ({"after": "yesterday"}, "after"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until"),
        ({"after": "0999-12-31"}, "after"),
        ({"side": "both"}, "side"),
        ({"nested": "1"}, "nested"),
        ({"symbols": ",".join(["F"] * 101)}, "symbols"),
        ({"page": "2"}, None),
    ],
)
def test_what_cannot_be_listed_is_refused(query: dict[str, Any], name: str | None) -> None:
    with pytest.raises(Refusal) as caught:
        list_orders(query)
    assert (caught.value.reason, caught.value.field) == ("invalid_parameter", name)


def test_an_order_is_found_by_the_clients_own_id(path: OrderPath) -> None:
    order = path.place(client_order_id="mine")
    documents = path.world.eu
    assert by_client_order_id(documents, path.account_id, "mine") == order
    for account, name in ((path.world.accounts[1], "mine"), (path.account_id, "yours")):
        with pytest.raises(Refusal, match="not_found"):
            by_client_order_id(documents, AccountId(account), name)
