"""Cancels and replacements, their repeats and their races: nothing trades after the end (R-721)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from shared.border.dictionary import Side, TimeInForce
from shared.border.messages import OrderCancel, OrderReplace, OrderStatusQuery
from shared.core.clock import epoch_ms
from shared.core.documents import Write
from shared.core.errors import Unavailable
from shared.core.money import NANO
from shared.us.orders.model.state import State
from tests.unit.us.faults import NoBroker, answer_lost
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
from tests.unit.us.orders_new import (
    NOW,
    REPLACEMENT,
    TOKEN,
    limit_order,
    order_cancel,
    order_new,
    order_replace,
)
from tests.unit.us.region import Region, delivery_of, told

DAY_MS = 24 * 3_600_000


@pytest.fixture
def region() -> Region:
    return region_at()


def run_before_the_commit(region: Region, other: Callable[[], None]) -> None:
    """Let another instance run between what the next one reads and what it commits."""
    hooks = region.documents.hooks

    def run(writes: Sequence[Write]) -> None:
        hooks.before_commit = lambda writes: None
        other()

    hooks.before_commit = run


def test_a_cancel_ends_a_resting_order(region: Region) -> None:
    take(region, limit_order("187.00"), order_cancel())
    assert steps(region) == [["ack 10"], ["canceled"]]
    assert (order(region).state, resting(region)) == (State.DONE, [])
    tick(region, "186.90", "187.00")
    assert region.stored("executions") == []


def test_a_cancel_keeps_what_has_traded(region: Region) -> None:
    take(region, limit_order("187.42", qty="700"), order_cancel())
    assert steps(region) == [["ack 700", "fill 500@187.42"], ["canceled"]]
    assert order(region).cum_qty == 500 * NANO


def test_a_repeated_cancel_sends_the_stored_reports(region: Region) -> None:
    take(region, limit_order("187.00"), order_cancel())
    first = told(region.reports())
    before = region.stored("orders")
    take(region, order_cancel())
    assert told(region.reports())[len(first) :] == first
    assert region.stored("orders") == before


def test_a_cancel_that_comes_too_late_sends_the_fill(region: Region) -> None:
    take(region, limit_order("188.00"))
    sent = told(region.reports())
    take(region, order_cancel())
    assert told(region.reports()) == [*sent, *sent]


def test_a_cancel_before_its_order_is_a_tombstone(region: Region) -> None:
    take(region, order_cancel(), limit_order("188.00"), order_new(), order_cancel())
    assert steps(region) == [["canceled"]]
    assert region.stored("executions") == []
    assert (resting(region), len(region.reports())) == ([], 4)
    (stored,) = region.stored("orders")
    assert (stored["state"], stored["instruction_seq"], stored["cum_qty"]) == ("DONE", 2, 0)


def test_a_tombstone_answers_a_status_query(region: Region) -> None:
    query = OrderStatusQuery(
        message_id="e" * 32,
        issued_at=epoch_ms(NOW),
        expires_at=epoch_ms(NOW) + 60_000,
        order_token=TOKEN,
        seq=1,
    )
    take(region, order_cancel(), query)
    assert len(region.reports()) == 2


def test_a_cancel_of_an_order_whose_time_is_over_tells_that(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(DAY_MS)
    take(region, order_cancel())
    assert steps(region) == [["ack 10"], ["expired"]]


def test_a_cancel_that_met_a_tick_keeps_its_fill(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00", ask_size=4)
    run_before_the_commit(region, lambda: match(region))
    take(region, order_cancel())
    assert steps(region) == [["ack 10"], ["fill 4@187"], ["canceled"]]


def test_a_cancel_that_met_the_last_fill_is_too_late(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00")
    run_before_the_commit(region, lambda: match(region))
    take(region, order_cancel())
    assert steps(region) == [["ack 10"], ["fill 10@187"]]


def test_a_tick_that_met_a_cancel_trades_nothing(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00")
    run_before_the_commit(region, lambda: take(region, order_cancel()))
    match(region)
    assert steps(region) == [["ack 10"], ["canceled"]]
    assert region.stored("executions") == []


def test_two_instances_that_match_one_tick_trade_its_size_once(region: Region) -> None:
    take(region, limit_order("187.00"), limit_order("187.00", order_token="1" * 32))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00", ask_size=14)
    run_before_the_commit(region, lambda: match(region))
    match(region)
    traded = [execution["qty"] // NANO for execution in region.stored("executions")]
    assert sorted(traded) == [4, 10]
    assert order(region).cum_qty == 10 * NANO


def test_the_sweeper_that_met_a_cancel_tells_nothing_more(region: Region) -> None:
    take(region, limit_order("187.00", tif=TimeInForce.GTC))
    region.clock.advance_ms(90 * DAY_MS - 1)
    run_before_the_commit(region, lambda: region.clock.advance_ms(0))
    take(region, order_cancel())
    region.clock.advance_ms(1)
    sweep(region)
    assert steps(region) == [["ack 10"], ["canceled"]]


def test_an_order_that_met_its_cancel_trades_nothing(region: Region) -> None:
    run_before_the_commit(region, lambda: take(region, order_cancel()))
    take(region, order_new())
    assert steps(region) == [["canceled"]]
    assert region.stored("executions") == []


def test_a_cancel_that_met_its_order_cancels_it(region: Region) -> None:
    run_before_the_commit(region, lambda: take(region, limit_order("187.00")))
    take(region, order_cancel())
    assert steps(region) == [["ack 10"], ["canceled"]]


def test_a_replacement_goes_on_with_what_is_left(region: Region) -> None:
    take(region, limit_order("187.42", qty="700"), order_replace(qty="800", limit_price="187.00"))
    assert steps(region) == [["ack 700", "fill 500@187.42"], ["replaced"]]
    assert steps(region, REPLACEMENT) == [["ack 300"]]
    assert resting(region) == [REPLACEMENT]
    tick(region, "186.90", "187.00")
    assert steps(region, REPLACEMENT) == [["ack 300"], ["fill 300@187"]]
    assert order(region).cum_qty == 500 * NANO


def test_a_replacement_may_trade_at_once(region: Region) -> None:
    take(region, limit_order("187.00"), order_replace(limit_price="188.00"))
    assert steps(region) == [["ack 10"], ["replaced"]]
    assert steps(region, REPLACEMENT) == [["ack 20", "fill 20@187.42"]]
    assert resting(region) == []


def test_a_replacement_loses_its_place_in_the_queue(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1)
    take(region, limit_order("187.00", order_token="1" * 32))
    region.clock.advance_ms(1)
    take(region, order_replace(qty="10"))
    tick(region, "186.90", "187.00", ask_size=10)
    assert order(region, "1" * 32).state is State.DONE
    assert order(region, REPLACEMENT).cum_qty == 0


def test_a_repeated_replacement_sends_what_is_stored(region: Region) -> None:
    take(region, limit_order("187.00"), order_replace())
    before = region.stored("orders")
    take(region, order_replace())
    assert region.stored("orders") == before
    assert (len(steps(region)), len(steps(region, REPLACEMENT))) == (2, 1)
    assert len(region.reports()) == 6


def test_a_replacement_of_no_more_than_has_traded_is_refused(region: Region) -> None:
    take(region, limit_order("187.42", qty="700"), order_replace(qty="500"))
    assert steps(region) == [["ack 700", "fill 500@187.42"], ["already_traded"]]
    assert resting(region) == [TOKEN]
    take(region, order_replace(), order_replace(seq=3, qty="600"))
    assert steps(region)[2:] == [["replaced"]]
    assert steps(region, REPLACEMENT) == [["ack 100"]]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"limit_price": "300"}, "risk_limit"),
        ({"qty": "100011"}, "risk_limit"),
        ({"qty": "20.5", "tif": TimeInForce.GTC}, "risk_limit"),
    ],
)
def test_a_replacement_is_checked_like_an_order(
    region: Region, changes: dict[str, Any], reason: str
) -> None:
    take(region, limit_order("187.00"), order_replace(**changes))
    assert steps(region) == [["ack 10"], [reason]]
    assert resting(region) == [TOKEN]
    assert len(region.stored("orders")) == 1


def test_an_immediate_replacement_is_refused_while_halted(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, halted=True)
    take(region, order_replace(tif=TimeInForce.IOC))
    assert steps(region) == [["ack 10"], ["halted"]]


def test_a_replacement_of_an_order_that_has_ended_does_nothing(region: Region) -> None:
    take(region, limit_order("188.00"), order_replace())
    assert steps(region) == [["ack 10", "fill 10@187.42"]]
    assert len(region.stored("orders")) == 1


def test_a_replacement_of_an_order_whose_time_is_over_tells_that(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(DAY_MS)
    take(region, order_replace())
    assert steps(region) == [["ack 10"], ["expired"]]
    assert len(region.stored("orders")) == 1


def test_a_replacement_of_an_unknown_order_is_observed(region: Region) -> None:
    take(region, order_replace())
    assert region.stored("orders") == []
    assert region.observed == [("order not replaced", "unknown_order")]


def test_a_replacement_that_was_canceled_before_it_came_ends_both(region: Region) -> None:
    take(region, limit_order("187.00"), order_cancel(order_token=REPLACEMENT), order_replace())
    assert steps(region) == [["ack 10"], ["replaced"]]
    assert steps(region, REPLACEMENT) == [["canceled"]]
    assert resting(region) == []


def test_a_replacement_that_met_a_tick_counts_its_fill(region: Region) -> None:
    take(region, limit_order("187.00"))
    region.clock.advance_ms(1_000)
    quote(region, "186.90", "187.00", ask_size=4)
    run_before_the_commit(region, lambda: match(region))
    take(region, order_replace(limit_price="180"))
    assert steps(region) == [["ack 10"], ["fill 4@187"], ["replaced"]]
    assert steps(region, REPLACEMENT) == [["ack 16"]]


def test_a_cancel_after_a_replacement_finds_the_end(region: Region) -> None:
    take(region, limit_order("187.00"), order_replace(), order_cancel(seq=3))
    assert steps(region) == [["ack 10"], ["replaced"]]
    take(region, order_cancel(order_token=REPLACEMENT))
    assert steps(region, REPLACEMENT) == [["ack 20"], ["canceled"]]


@pytest.mark.parametrize("instruction", [order_cancel(), order_replace()])
def test_an_answer_that_was_lost_is_no_second_change(
    region: Region, instruction: OrderCancel | OrderReplace
) -> None:
    take(region, limit_order("187.00"))
    region.documents.hooks.after_commit = answer_lost
    take(region, instruction)
    region.documents.hooks.after_commit = lambda writes: None
    assert len(steps(region)) == 2


@pytest.mark.parametrize("instruction", [order_cancel(), order_replace()])
def test_a_crash_before_publishing_is_healed_by_redelivery(
    region: Region, instruction: OrderCancel | OrderReplace
) -> None:
    take(region, limit_order("187.00"))
    delivery = delivery_of(instruction)
    with pytest.raises(Unavailable):
        region.intake(messages=NoBroker()).handle(delivery)
    assert len(steps(region)) == 1
    region.intake().handle(delivery)
    assert len(steps(region)) == 2


def test_an_old_instruction_that_comes_again_changes_nothing(region: Region) -> None:
    take(region, limit_order("187.42", qty="700"), order_replace(qty="1"))
    take(region, order_replace(qty="900"))
    assert steps(region) == [["ack 700", "fill 500@187.42"], ["already_traded"]]
    assert resting(region) == [TOKEN]


@pytest.mark.parametrize("side", list(Side))
def test_an_order_by_dollars_can_go_on_by_quantity(region: Region, side: Side) -> None:
    far = "150.00" if side is Side.BUY else "200.00"
    take(region, limit_order(far, side=side, qty=None, notional_usd="400.00"))
    take(region, order_replace(qty="2", limit_price=far))
    assert order(region, REPLACEMENT).notional_cents is None
    assert steps(region, REPLACEMENT) == [["ack 2"]]
