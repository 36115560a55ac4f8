"""An order is accepted once, on what is there now, and sent only when it is committed (D8, D10)."""

from dataclasses import replace
from typing import Any

import pytest

from shared.border.messages import OrderNew
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.listings import KidStatus, all_listings
from shared.eu.accounts.model.account import RESERVED, AccountState
from shared.eu.accounts.paths import account_document
from shared.eu.orders.model.request import place_order
from tests.unit.eu.orders.order_path import BODY, OrderPath

MINE = {"client_order_id": "mine"}


def lose_the_answer() -> None:
    raise CommitUnknown


def fail() -> None:
    raise Unavailable


def reason_of(path: OrderPath, **changes: Any) -> str:
    with pytest.raises(Refusal) as caught:
        path.place(**changes)
    return caught.value.reason


def test_an_accepted_order_is_stored_held_told_and_sent(path: OrderPath) -> None:
    order = path.place()
    assert path.order(order.order_id) == order
    assert path.account().balance(RESERVED) == order.hold_cents > 0
    (message,) = path.sent()
    assert isinstance(message, OrderNew)
    assert (message.order_token, message.qty) == (order.order_token, "10")


def test_a_repeat_of_a_request_is_the_same_order(path: OrderPath) -> None:
    first, again = path.place(**MINE), path.place(**MINE)
    assert again == first
    assert len(path.stored("orders")) == 1
    assert path.account().balance(RESERVED) == first.hold_cents
    assert len(path.sent()) == 1


def test_requests_without_an_id_of_their_own_are_orders_of_their_own(path: OrderPath) -> None:
    assert path.place().order_id != path.place().order_id


def test_another_order_under_the_same_id_is_refused(path: OrderPath) -> None:
    path.place(**MINE)
    assert reason_of(path, **MINE, qty="11") == "duplicate_client_order_id"
    assert len(path.stored("orders")) == 1


def test_a_repeat_is_answered_although_a_new_order_would_be_refused(path: OrderPath) -> None:
    first = path.place(**MINE)
    path.world.clock.advance_ms(60_000)
    assert reason_of(path) == "quote_unavailable"
    assert path.place(**MINE) == first


def test_an_order_that_met_another_writer_is_decided_again(path: OrderPath) -> None:
    path.before_next_commit(path.place)
    order = path.place()
    assert len(path.stored("orders")) == 2
    assert path.account().balance(RESERVED) == 2 * order.hold_cents


def test_money_that_another_order_took_meanwhile_is_not_there(path: OrderPath) -> None:
    path.before_next_commit(lambda: path.place(symbol="KO", qty="110"))
    assert reason_of(path, symbol="KO", qty="110") == "insufficient_buying_power"
    assert len(path.stored("orders")) == 1


def test_a_repeat_that_ran_beside_the_first_finds_it(path: OrderPath) -> None:
    path.before_next_commit(lambda: path.place(**MINE))
    order = path.place(**MINE)
    assert len(path.stored("orders")) == 1
    assert path.account().balance(RESERVED) == order.hold_cents
    assert len(path.sent()) == 1


def test_a_commit_that_landed_without_an_answer_is_a_success(path: OrderPath) -> None:
    path.after_next_commit(lose_the_answer)
    order = path.place()
    assert path.order(order.order_id) == order
    assert [message.order_token for message in path.sent()] == [order.order_token]


def test_a_commit_that_was_lost_is_repeated_before_anything_is_sent(path: OrderPath) -> None:
    path.before_next_commit(lose_the_answer)
    order = path.place()
    assert path.account().balance(RESERVED) == order.hold_cents
    assert [message.order_token for message in path.sent()] == [order.order_token]


def test_what_was_not_committed_is_not_sent(path: OrderPath) -> None:
    path.before_next_commit(fail)
    assert reason_of(path) == "contention"
    assert path.stored("orders") == []
    assert path.sealed() == []


def test_an_account_that_is_always_busy_is_contention(path: OrderPath) -> None:
    def conflict(_: object) -> None:
        raise Conflict

    path.world.eu.hooks.before_commit = conflict
    assert reason_of(path) == "contention"


def test_an_order_is_committed_even_where_the_broker_is_out_of_reach(path: OrderPath) -> None:
    path.world.broker.delete_topic("eu/orders")
    order = path.place()
    assert path.order(order.order_id).awaits_report


@pytest.mark.parametrize("state", set(AccountState) - {AccountState.ACTIVE})
def test_only_an_active_account_trades(path: OrderPath, state: AccountState) -> None:
    seen = path.seen()
    document = account_document(replace(path.account(), state=state))
    inactive = replace(seen, data={**document, "version": seen.version})
    with pytest.raises(Refusal, match="account_restricted"):
        path.world.desk.place(inactive, place_order(BODY))


def test_an_order_beyond_the_buying_power_is_refused(path: OrderPath) -> None:
    assert reason_of(path, symbol="KO", qty="900") == "insufficient_buying_power"


def test_shares_in_an_open_sale_are_not_sold_again(path: OrderPath) -> None:
    path.own_shares(10)
    path.place(side="sell", qty="6")
    assert reason_of(path, side="sell", qty="6") == "insufficient_qty"
    path.place(side="sell", qty="4")


def test_a_fund_without_its_document_is_not_sold_to_a_client(path: OrderPath) -> None:
    fund = next(
        each
        for each in all_listings()
        if each.kid_status is KidStatus.MISSING and each.tradable and each.reference_price
    )
    assert reason_of(path, symbol=fund.symbol, qty="1") == "kid_required"
    assert reason_of(path, symbol=fund.symbol, qty="1", side="sell") == "insufficient_qty"
