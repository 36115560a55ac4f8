"""A replacement waits for its place, and takes it only where the US side says so (R-721)."""

from typing import Any

import pytest

from shared.border.dictionary import DoneReason, RejectReason
from shared.border.messages import Acknowledged, Done, OrderReplace, Replaced, ReplaceRejected
from shared.core.clock import trade_date
from shared.core.errors import CommitUnknown, Refusal
from shared.core.ids import AccountId
from shared.core.money import NANO
from shared.eu.accounts.model.account import RESERVED
from shared.eu.orders.model.hold import limit_buy_hold
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.replace_request import replace_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.view import order_view
from shared.eu.orders.paths import RESEND_AFTER_MS
from tests.unit.eu.orders.order_path import ACK, OrderPath
from tests.unit.eu.orders.test_limit import LIMIT, kinds

CANCELED = Done(reason=DoneReason.CANCELED)


def resting(path: OrderPath, **changes: Any) -> Order:
    order = path.place(**{**LIMIT, **changes})
    path.book(path.report(order, 1, Acknowledged(qty=order_view(order)["qty"])))
    path.world.published.clear()
    return path.order(order.order_id)


def change(path: OrderPath, order: Order, **changes: Any) -> Order:
    body = changes or {"qty": "20"}
    return path.world.replaces.replace(path.account_id, order.order_id, replace_order(body))


def reason_of(path: OrderPath, order: Order, **changes: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        change(path, order, **changes)
    return caught.value.reason, caught.value.field


def switch(path: OrderPath, order: Order, replacement: Order, seq: int = 2) -> None:
    path.book(path.report(order, seq, Replaced(replacement_token=replacement.order_token)))


def needed(path: OrderPath, order: Order) -> int:
    """Return what a purchase is held for by itself."""
    rate, today = path.world.intake.desk.board.last_fx().mid, trade_date(path.world.clock.now())
    return limit_buy_hold(order.qty, order.protection_price, rate, terms_on(today), today)


def lose_the_answer() -> None:
    raise CommitUnknown


def test_a_replacement_waits_and_holds_only_what_it_needs_more(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    assert 0 < replacement.hold_cents <= order.hold_cents + 1
    assert path.account().balance(RESERVED) == order.hold_cents + replacement.hold_cents
    old, new = order_view(path.order(order.order_id)), order_view(replacement)
    assert (old["status"], old["replaced_by"]) == ("pending_replace", new["id"])
    assert (new["status"], new["replaces"], new["qty"]) == ("accepted", old["id"], "20")
    (message,) = path.sent()
    assert isinstance(message, OrderReplace)
    assert (message.seq, message.qty, message.limit_price) == (2, "20", "14")
    assert message.replacement_token == replacement.order_token != order.order_token


def test_a_replacement_takes_over_what_was_held(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    held = path.account().balance(RESERVED)
    switch(path, order, replacement)
    old, new = path.order(order.order_id), path.order(replacement.order_id)
    assert (old.state, old.hold_cents) == (OrderState.REPLACED, 0)
    kept = path.account().balance(RESERVED)
    assert (new.state, new.hold_cents, new.qty) == (OrderState.HELD, kept, 20 * NANO)
    assert kept == needed(path, new) <= held  # without a fill there is one least commission
    path.book(path.report(new, 1, Acknowledged(qty="20")))
    assert kinds(path) == ["accepted", "new", "accepted", "pending_replace", "replaced", "new"]
    assert path.account().open_limits == 1


def test_a_smaller_replacement_gives_the_rest_back_when_it_takes_its_place(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="5")
    assert replacement.hold_cents == 0
    assert path.account().balance(RESERVED) == order.hold_cents
    switch(path, order, replacement)
    held = path.order(replacement.order_id).hold_cents
    assert path.account().balance(RESERVED) == held < order.hold_cents
    path.book(path.report(replacement, 1, Acknowledged(qty="5"), path.fill(1, "5")))
    assert path.account().balance(RESERVED) == 0


def test_a_replacement_trades_only_what_its_predecessor_left(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    path.book(path.report(order, 2, path.fill(1, "4")))
    switch(path, order, replacement, seq=3)
    assert path.order(replacement.order_id).qty == 16 * NANO
    path.book(path.report(replacement, 1, Acknowledged(qty="16"), path.fill(2, "16")))
    assert path.position(order.asset_id).qty == 20 * NANO
    assert (path.account().balance(RESERVED), path.account().open_limits) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "qty", "total"), [({"qty": "20"}, 16, "20"), ({"limit_price": "13"}, 6, "10")]
)
def test_what_has_traded_is_not_asked_for_again(
    path: OrderPath, asked: dict[str, str], qty: int, total: str
) -> None:
    order = resting(path)
    path.book(path.report(order, 2, path.fill(1, "4")))
    replacement = change(path, order, **asked)
    assert replacement.qty == qty * NANO
    (message,) = path.sent()
    assert isinstance(message, OrderReplace) and message.qty == total
    switch(path, order, replacement, seq=3)
    assert path.order(replacement.order_id).qty == qty * NANO


@pytest.mark.parametrize(
    ("asked", "traded", "left"),
    [
        ({"qty": "430", "limit_price": "13"}, "399", 31),  # more, and cheaper than what trades
        ({"limit_price": "14.01"}, "1", 399),  # each of two orders has the least commission
        ({"qty": "500", "limit_price": "15"}, "1", 499),
    ],
)
def test_what_both_hold_is_enough_however_much_trades_before_the_switch(
    path: OrderPath, asked: dict[str, str], traded: str, left: int
) -> None:
    order = resting(path, qty="400")
    replacement = change(path, order, **asked)
    path.book(path.report(order, 2, path.fill(1, traded, price="14")))
    switch(path, order, replacement, seq=3)
    born = path.order(replacement.order_id)
    assert born.qty == left * NANO
    assert born.hold_cents == needed(path, born)


def test_more_and_cheaper_is_refused_where_both_could_not_be_paid(path: OrderPath) -> None:
    order = resting(path, qty="800")
    assert reason_of(path, order, qty="861", limit_price="13")[0] == "insufficient_buying_power"
    change(path, order, qty="801", limit_price="13")


def test_shares_that_a_smaller_replacement_does_not_need_are_free(path: OrderPath) -> None:
    path.own_shares(10)
    order = resting(path, side="sell", qty="9", limit_price="15")
    replacement = change(path, order, qty="5")
    assert path.position(order.asset_id).available == NANO
    switch(path, order, replacement)
    assert path.position(order.asset_id).available == 5 * NANO


def test_reports_of_a_replacement_wait_until_it_has_its_place(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    path.book(path.report(replacement, 1, Acknowledged(qty="20"), path.fill(1, "20")))
    assert path.order(replacement.order_id).filled_qty == 0
    switch(path, order, replacement)
    assert path.order(replacement.order_id).state is OrderState.FILLED
    assert path.stored("parked") == []
    assert path.account().balance(RESERVED) == 0


@pytest.mark.parametrize("last", ["filled", "refused", "canceled"])
def test_a_replacement_that_gets_no_place_gives_everything_back(path: OrderPath, last: str) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    steps = {
        "filled": path.fill(1, "10"),
        "refused": ReplaceRejected(
            replacement_token=replacement.order_token, reason=RejectReason.RISK_LIMIT
        ),
        "canceled": CANCELED,
    }
    path.book(path.report(order, 2, steps[last]))
    old, new = path.order(order.order_id), path.order(replacement.order_id)
    assert (new.state, new.hold_cents) == (OrderState.US_REJECTED, 0)
    assert path.account().balance(RESERVED) == old.hold_cents
    assert (old.state, old.replaced_by) == (
        {
            "filled": OrderState.FILLED,
            "refused": OrderState.ACKED,
            "canceled": OrderState.CANCELED,
        }[last],
        None,
    )
    assert kinds(path)[-2:] == ["order_replace_rejected", "rejected"]
    assert path.account().open_limits == (last == "refused")


def test_a_refused_replacement_may_be_followed_by_another(path: OrderPath) -> None:
    order = resting(path)
    first = change(path, order, qty="20")
    refused = ReplaceRejected(replacement_token=first.order_token, reason=RejectReason.RISK_LIMIT)
    path.book(path.report(order, 2, refused))
    second = change(path, order, qty="21")
    switch(path, order, second, seq=3)
    assert path.order(order.order_id).replaced_by == second.order_id
    assert path.order(second.order_id).qty == 21 * NANO


def test_shares_that_are_reserved_go_over(path: OrderPath) -> None:
    path.own_shares(10)
    order = resting(path, side="sell", qty="6", limit_price="15")
    replacement = change(path, order, qty="9")
    assert replacement.reserved_qty == 3 * NANO
    assert path.position(order.asset_id).reserved == 9 * NANO
    assert reason_of(path, replacement) == ("order_not_replaceable", None)
    switch(path, order, replacement)
    path.book(path.report(replacement, 1, Acknowledged(qty="9")))
    again = change(path, path.order(replacement.order_id), limit_price="14.5")
    assert (again.reserved_qty, again.replace_qty) == (0, 9 * NANO)


def test_more_shares_than_there_are_cannot_be_asked_for(path: OrderPath) -> None:
    path.own_shares(10)
    order = resting(path, side="sell", qty="6", limit_price="15")
    assert reason_of(path, order, qty="11") == ("insufficient_qty", "qty")
    assert path.sealed() == []


def test_more_money_than_there_is_cannot_be_asked_for(path: OrderPath) -> None:
    order = resting(path)
    assert reason_of(path, order, qty="1000000")[0] in (
        "insufficient_buying_power",
        "order_value_too_large",
    )
    assert reason_of(path, order, qty="9000")[0] == "insufficient_buying_power"
    assert path.order(order.order_id) == order


def test_the_same_request_finds_its_replacement(path: OrderPath) -> None:
    order = resting(path)
    asked = {"qty": "20", "client_order_id": "second"}
    first = change(path, order, **asked)
    assert change(path, order, **asked).order_id == first.order_id
    assert [message.seq for message in path.sent()] == [2, 2]
    assert reason_of(path, order, **{**asked, "qty": "21"}) == (
        "duplicate_client_order_id",
        "client_order_id",
    )
    switch(path, order, first)
    assert change(path, order, **asked).order_id == first.order_id
    assert len(path.sent()) == 2


def test_a_replacement_whose_answer_was_lost_is_asked_for_once(path: OrderPath) -> None:
    order = resting(path)
    path.after_next_commit(lose_the_answer)
    replacement = change(path, order, qty="20", client_order_id="second")
    assert path.order(order.order_id).replaced_by == replacement.order_id
    assert [message.seq for message in path.sent()] == [2]


def test_an_unanswered_replacement_is_sent_again(path: OrderPath) -> None:
    order = resting(path)
    replacement = change(path, order, qty="20")
    path.world.published.clear()
    path.world.clock.advance_ms(RESEND_AFTER_MS)
    assert path.world.sweeper.sweep() == 1
    (message,) = path.sent()
    assert isinstance(message, OrderReplace)
    assert (message.seq, message.replacement_token) == (2, replacement.order_token)


def test_a_fill_that_came_meanwhile_is_seen(path: OrderPath) -> None:
    order = resting(path)
    path.before_next_commit(lambda: path.book(path.report(order, 2, path.fill(1, "10"))))
    assert reason_of(path, order) == ("order_not_replaceable", None)
    assert path.sealed() == []


@pytest.mark.parametrize(
    ("placed", "asked"),
    [
        ({"type": "limit", "limit_price": "14"}, {}),  # not acknowledged yet
        ({"type": "market", "limit_price": None}, {"qty": "11"}),
        ({"qty": None, "notional": "100", "type": "limit", "limit_price": "14"}, {"qty": "11"}),
    ],
)
def test_what_cannot_be_replaced(
    path: OrderPath, placed: dict[str, Any], asked: dict[str, Any]
) -> None:
    order = path.place(**placed)
    if asked:
        path.book(path.report(order, 1, ACK))
    assert reason_of(path, order, qty="11")[0] == "order_not_replaceable"


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"qty": "10.5"}, ("fractional_not_supported", "qty")),
        ({"qty": "0"}, ("invalid_field", "qty")),
        ({"limit_price": "14.001"}, ("sub_penny", "limit_price")),
        ({"limit_price": "99"}, ("price_collar", "limit_price")),
        ({"time_in_force": "cls"}, ("not_supported", "time_in_force")),
        ({"time_in_force": "ever"}, ("invalid_field", "time_in_force")),
        ({"trail": "1"}, ("not_supported", "trail")),
        ({"client_order_id": "only"}, ("missing_field", None)),
        ({"qty": "11", "symbol": "KO"}, ("unknown_field", None)),
    ],
)
def test_what_cannot_be_asked_for(
    path: OrderPath, asked: dict[str, Any], refusal: tuple[str, str | None]
) -> None:
    order = resting(path)
    assert reason_of(path, order, **asked) == refusal
    assert path.order(order.order_id) == order


def test_nothing_is_left_to_replace_of_what_has_traded(path: OrderPath) -> None:
    order = resting(path)
    path.book(path.report(order, 2, path.fill(1, "4")))
    assert reason_of(path, order, qty="4") == ("invalid_field", "qty")


def test_an_order_of_another_account_is_not_found(path: OrderPath) -> None:
    order = resting(path)
    other = AccountId(path.world.accounts[1])
    with pytest.raises(Refusal, match="not_found"):
        path.world.replaces.replace(other, order.order_id, replace_order({"qty": "20"}))


def test_both_sides_replace_an_order_and_the_new_one_trades(path: OrderPath) -> None:
    order = path.place(type="limit", limit_price="9")
    path.world.deliver_all()
    replacement = change(path, order, qty="12", limit_price="15")
    path.world.deliver_all()
    assert path.order(order.order_id).state is OrderState.REPLACED
    filled = path.order(replacement.order_id)
    assert (filled.state, filled.filled_qty) == (OrderState.FILLED, 12 * NANO)
    assert path.position(order.asset_id).qty == 12 * NANO
    assert path.account().balance(RESERVED) == 0
