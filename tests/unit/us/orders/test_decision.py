"""What a new order comes to: refusals, fills, reports, fees and books (R-711, R-721, D6)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.border.dictionary import RejectReason, Side
from shared.core.fees import accrue, charged_cents
from shared.core.ids import derive
from shared.core.money import NANO, principal_cents, scaled
from shared.us.orders.model.decision import received, refused, taken_on
from shared.us.orders.model.market import Market
from shared.us.orders.model.order import Decision, Overfilled
from shared.us.orders.model.state import State
from shared.us.venues.model.venue import TopOfBook
from tests.unit.us.orders_new import COHORT, NOW, SYMBOL, TOKEN, asset_id_of, order_new

SETTLES = date(2026, 11, 23)
TOP = TopOfBook(scaled("187.40", 6), scaled("187.42", 6), 500, 500)


CLOSES = datetime(2026, 11, 20, 21, tzinfo=UTC)


def market(top: TopOfBook = TOP) -> Market:
    return Market(NOW, SETTLES, CLOSES, top, None)


def decide(**changes: object) -> Decision:
    return taken_on(received(order_new(**changes), SYMBOL, market()), market())


def steps_of(decision: Decision) -> list[list[str]]:
    return [[step["step"] for step in report.steps] for report in decision.order.reports]


def test_a_whole_fill_is_one_report_with_acknowledgement_and_fill() -> None:
    decision = decide()
    assert steps_of(decision) == [["ack", "fill"]]
    assert decision.order.state is State.DONE
    assert decision.order.cum_qty == 10 * NANO
    assert decision.order.reports[0].steps[1] == {
        "step": "fill",
        "execution_id": derive("execution", TOKEN, "1"),
        "qty": "10",
        "price": "187.42",
        "cum_qty": "10",
        "leaves_qty": "0",
        "venue": "SIMX",
        "executed_at": 1_795_188_600_000,
        "settle_date": "2026-11-23",
        "fees": [{"fee_type": "CAT", "raw_nano_usd": 265_000, "charged_cents": 1}],
    }


def test_an_execution_knows_cohort_money_and_dates() -> None:
    (execution,) = decide(side=Side.SELL, qty="4").executions
    assert (execution.cohort, execution.asset_id) == (COHORT, asset_id_of(SYMBOL))
    assert execution.gross_cents == 749_60
    assert (execution.trade_date, execution.settle_date) == (date(2026, 11, 20), SETTLES)
    assert [charge.fee_type for charge in execution.charges] == ["SEC", "TAF", "CAT"]


def test_each_further_fill_has_its_own_report() -> None:
    decision = decide(qty="1200")
    assert steps_of(decision) == [["ack", "fill"], ["fill"], ["fill"]]
    assert [report.seq for report in decision.order.reports] == [1, 2, 3]
    fills = [report.steps[-1] for report in decision.order.reports]
    assert [(fill["cum_qty"], fill["leaves_qty"]) for fill in fills] == [
        ("500", "700"),
        ("1000", "200"),
        ("1200", "0"),
    ]
    assert [fill["price"] for fill in fills] == ["187.42", "187.43", "187.44"]


def test_the_last_report_ends_an_order_that_met_its_protection() -> None:
    decision = decide(qty="1200", limit_price="187.43")
    assert steps_of(decision) == [["ack", "fill"], ["fill", "done"]]
    assert decision.order.reports[-1].steps[-1]["reason"] == "price_protection"
    assert decision.order.state is State.DONE
    assert decision.order.leaves_qty == 200 * NANO


def test_an_order_that_finds_no_price_ends_at_once() -> None:
    decision = decide(limit_price="187.41")
    assert steps_of(decision) == [["ack", "done"]]
    assert decision.executions == ()
    assert decision.order.state is State.DONE


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("qty", ["1", "500", "501", "2750", "9999"])
def test_fills_sum_to_what_traded(side: Side, qty: str) -> None:
    decision = decide(side=side, qty=qty)
    filled = sum(execution.qty for execution in decision.executions)
    assert filled == decision.order.cum_qty <= decision.order.qty
    assert decision.order.state is State.DONE


def test_fees_over_several_fills_are_cents_of_their_sum() -> None:
    decision = decide(side=Side.SELL, qty="2750")
    raw = dict.fromkeys(("SEC", "TAF", "CAT"), 0)
    for execution in decision.executions:
        for kind, amount in accrue("sell", execution.qty, execution.price, NOW.date()).items():
            raw[kind] += amount
    charged = decision.order.fees.charged_cents
    assert charged == {kind: charged_cents(amount) for kind, amount in raw.items()}
    told = [charge for execution in decision.executions for charge in execution.charges]
    assert {
        kind: sum(charge.charged_cents for charge in told if charge.fee_type == kind)
        for kind in raw
    } == charged


def test_the_cohort_pays_gross_and_fees() -> None:
    for execution in decide(qty="1200").executions:
        gross_cents = principal_cents(execution.qty, execution.price)
        fees = sum(charge.charged_cents for charge in execution.charges)
        assert execution.posting.lines[0].account == f"U-2010:{COHORT}"
        assert execution.posting.lines[0].amount == gross_cents + fees


def test_a_sale_for_a_cent_is_not_charged_more_than_the_cent() -> None:
    penny = TopOfBook(scaled("0.01", 6), scaled("0.02", 6), 500, 500)
    order = received(order_new(side=Side.SELL, qty="1"), SYMBOL, market(penny))
    (execution,) = taken_on(order, market(penny)).executions
    assert execution.gross_cents == 1
    assert [charge.charged_cents for charge in execution.charges] == [1, 0, 0]


@pytest.mark.parametrize("reason", list(RejectReason))
def test_a_refusal_is_one_report_and_final(reason: RejectReason) -> None:
    decision = refused(received(order_new(), None, market()), reason)
    assert decision.order.state is State.RISK_REJECT
    assert decision.executions == ()
    assert decision.order.reports[0].steps == ({"step": "reject", "reason": reason.value},)


def test_an_order_cannot_hold_more_than_it_asked_for() -> None:
    order = received(order_new(), SYMBOL, market())
    with pytest.raises(Overfilled):
        replace(order, cum_qty=order.qty + 1)
