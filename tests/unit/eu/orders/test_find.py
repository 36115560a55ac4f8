"""An order is shown to the account it belongs to, and to no other."""

import pytest

from shared.core.errors import Refusal
from shared.core.ids import AccountId
from shared.eu.orders.model.listing_request import list_orders
from shared.eu.orders.service.find import own_order, own_orders
from tests.unit.eu.orders.order_path import OrderPath


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
