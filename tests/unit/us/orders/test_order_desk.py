"""An order trades once, whatever is repeated, lost or crashes; its reports stay (D8, D10)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.border.dictionary import Side, TimeInForce
from shared.border.messages import OrderStatusQuery
from shared.core.clock import epoch_ms
from shared.core.documents import Write
from shared.core.errors import Unavailable
from shared.core.ids import derive, shard_of
from shared.core.market_hours import RealHours
from shared.memory.clock import VirtualClock
from shared.us.marketdata.model.quote import Quote
from shared.us.orders.paths import order_of, order_path
from shared.us.orders.service.retry import COMMIT_ATTEMPTS_MAX
from tests.unit.us.faults import NoBroker, answer_lost
from tests.unit.us.orders_new import NOW, SYMBOL, TOKEN, order_new
from tests.unit.us.region import QUOTE_AGE_MAX_MS, Region, delivery_of, told

DOCUMENT_BYTES_MAX = 1_536


@pytest.fixture
def region() -> Region:
    region = Region()
    region.ticker().tick(NOW)
    region.quote(Quote(SYMBOL, 187_400_000, 187_420_000, 500, 500, epoch_ms(NOW)))
    return region


def query_from(seq: int, token: str = TOKEN) -> OrderStatusQuery:
    return OrderStatusQuery(
        message_id="e" * 32,
        issued_at=epoch_ms(NOW),
        expires_at=epoch_ms(NOW) + 60_000,
        order_token=token,
        seq=seq,
    )


def test_an_order_is_stored_traded_and_reported(region: Region) -> None:
    region.intake().handle(delivery_of(order_new()))
    (report,) = region.reports()
    assert [step.step for step in report.steps] == ["ack", "fill"]
    assert (report.order_token, report.seq, report.issued_seq) == (TOKEN, 1, 1)
    assert report.expires_at - report.issued_at == 600_000
    (order,), (execution,) = region.stored("orders"), region.stored("executions")
    assert (order["state"], order["report_count"], order["version"]) == ("DONE", 1, 1)
    assert execution["order_token"] == TOKEN
    assert execution["unprojected"] == shard_of(derive("execution", TOKEN, "1"))


def test_reports_are_ordered_by_token(region: Region) -> None:
    region.intake().handle(delivery_of(order_new()))
    (sent,) = region.published("executions")
    assert sent.ordering_key == TOKEN


def test_an_order_is_not_read_before_it_is_committed(region: Region) -> None:
    intake = region.intake()
    intake.handle(delivery_of(order_new()))
    region.documents.counters.reads.clear()
    region.documents.counters.writes.clear()
    intake.handle(delivery_of(order_new(order_token="1" * 32)))
    assert region.documents.counters.reads == {}
    assert region.documents.counters.writes == {"orders": 1, "executions": 1}


def test_a_repeated_message_sends_the_same_facts_in_a_new_envelope(region: Region) -> None:
    delivery = delivery_of(order_new())
    region.intake().handle(delivery)
    region.clock.advance_ms(5_000)
    region.intake().handle(delivery)
    first, second = region.reports()
    assert told([first]) == told([second])
    assert first.message_id != second.message_id
    assert second.issued_at - first.issued_at == 5_000
    signatures = {sent.delivery.attributes["signature"] for sent in region.published("executions")}
    assert len(signatures) == 2
    assert len(region.stored("executions")) == 1


def test_an_order_sent_again_does_not_trade_at_the_new_price(region: Region) -> None:
    region.intake().handle(delivery_of(order_new(qty="1200")))
    before = region.stored("executions")
    for _ in range(5):
        region.clock.advance_ms(1_000)
        region.ticker().tick(region.clock.now())
    again = order_new(qty="1200", message_id="9" * 32, expires_at=epoch_ms(NOW) + 90_000)
    region.intake().handle(delivery_of(again))
    reports = region.reports()
    assert len(reports) == 6
    assert told(reports[:3]) == told(reports[3:])
    assert region.stored("executions") == before


def test_a_crash_between_commit_and_publish_is_healed_by_redelivery(region: Region) -> None:
    delivery = delivery_of(order_new())
    with pytest.raises(Unavailable):
        region.intake(messages=NoBroker()).handle(delivery)
    assert region.reports() == []
    assert len(region.stored("executions")) == 1
    region.intake().handle(delivery)
    assert len(region.reports()) == 1
    assert len(region.stored("executions")) == 1


def test_a_commit_that_landed_without_an_answer_is_found(region: Region) -> None:
    region.documents.hooks.after_commit = answer_lost
    region.intake().handle(delivery_of(order_new()))
    assert len(region.reports()) == len(region.stored("executions")) == 1
    assert region.documents.counters.writes["orders"] == 1


def test_a_commit_that_was_lost_is_repeated(region: Region) -> None:
    losses = [answer_lost, answer_lost]

    def lose_twice(writes: Sequence[Write]) -> None:
        if losses:
            losses.pop()(writes)

    region.documents.hooks.before_commit = lose_twice
    region.intake().handle(delivery_of(order_new()))
    assert losses == []
    assert len(region.reports()) == len(region.stored("executions")) == 1


def test_a_store_that_loses_every_commit_asks_for_redelivery(region: Region) -> None:
    attempts = []

    def lose(writes: Sequence[Write]) -> None:
        attempts.append(writes)
        answer_lost(writes)

    region.documents.hooks.before_commit = lose
    with pytest.raises(Unavailable):
        region.intake().handle(delivery_of(order_new()))
    assert len(attempts) == COMMIT_ATTEMPTS_MAX
    assert region.reports() == []


def test_two_deliveries_at_once_trade_once_and_tell_the_same(region: Region) -> None:
    region.intake().handle(delivery_of(order_new(order_token="1" * 32)))
    hooks = region.documents.hooks

    def run_the_other(writes: Sequence[Write]) -> None:
        hooks.before_commit = lambda writes: None
        region.clock.advance_ms(1_000)
        region.ticker().tick(region.clock.now())
        region.intake().handle(delivery_of(order_new()))

    hooks.before_commit = run_the_other
    region.intake().handle(delivery_of(order_new()))
    _, first, second = region.reports()
    assert told([first]) == told([second])
    assert len(region.stored("executions")) == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"asset_id": "00000000-0000-4000-8000-000000000000"}, "unknown_asset"),
        ({"qty": "0.5", "tif": TimeInForce.IOC}, "risk_limit"),
        ({"qty": "100001"}, "risk_limit"),
    ],
)
def test_a_refused_order_is_reported_the_same_each_time(
    region: Region, changes: dict[str, Any], reason: str
) -> None:
    for _ in range(2):
        region.intake().handle(delivery_of(order_new(**changes)))
    first, second = region.reports()
    assert told([first]) == told([second])
    assert first.steps[0].model_dump(mode="json") == {"step": "reject", "reason": reason}
    assert region.stored("executions") == []
    assert [order["state"] for order in region.stored("orders")] == ["RISK_REJECT"]


def rejection(region: Region) -> object:
    region.intake().handle(delivery_of(order_new()))
    (report,) = region.reports()
    return report.steps[0].model_dump(mode="json").get("reason")


def test_no_quote_refuses_for_good() -> None:
    region = Region()
    assert rejection(region) == "no_quote"
    region.ticker().tick(NOW)
    region.intake().handle(delivery_of(order_new()))
    first, second = region.reports()
    assert told([first]) == told([second])


@pytest.mark.parametrize(
    ("age_ms", "expected"), [(QUOTE_AGE_MAX_MS, None), (QUOTE_AGE_MAX_MS + 1, "no_quote")]
)
def test_a_quote_may_be_so_old(region: Region, age_ms: int, expected: str | None) -> None:
    region.clock.advance_ms(age_ms)
    assert rejection(region) == expected


def test_nothing_trades_while_the_market_is_closed() -> None:
    night = datetime(2026, 11, 20, 4, tzinfo=UTC)
    region = Region(clock=VirtualClock(night), hours=RealHours())
    region.ticker().tick(night)
    assert rejection(region) == "market_closed"


def test_a_status_query_is_answered_from_its_number_on(region: Region) -> None:
    region.intake().handle(delivery_of(order_new(qty="1200")))
    sent = region.reports()
    region.intake().handle(delivery_of(query_from(2)))
    again = region.reports()[len(sent) :]
    assert told(again) == told(sent[1:])
    assert {report.issued_seq for report in again} == {3}


def test_a_status_query_beyond_the_last_report_is_not_answered(region: Region) -> None:
    region.intake().handle(delivery_of(order_new()))
    region.intake().handle(delivery_of(query_from(2)))
    assert len(region.reports()) == 1


def test_a_status_query_for_an_unknown_order_is_observed(region: Region) -> None:
    region.intake().handle(delivery_of(query_from(1)))
    assert region.reports() == []
    assert region.observed == [("status query not answered", "unknown_order")]


@pytest.mark.parametrize("side", list(Side))
def test_a_stored_order_is_read_back_whole(region: Region, side: Side) -> None:
    region.intake().handle(delivery_of(order_new(side=side, qty="1200")))
    (snapshot,) = region.documents.get([order_path(TOKEN)])
    order = order_of(snapshot)
    assert order is not None
    assert order.cum_qty == order.qty == 1_200 * 10**9
    executions = region.stored("executions")
    charged = sum(
        fee["charged_cents"] for execution in executions for fee in execution["fees"].values()
    )
    assert sum(order.fees.charged_cents.values()) == charged
    assert [report.seq for report in order.reports] == [1, 2, 3]


@pytest.mark.parametrize("side", list(Side))
def test_documents_of_an_order_are_small(region: Region, side: Side) -> None:
    region.intake().handle(delivery_of(order_new(side=side)))
    for document in region.stored("orders") + region.stored("executions"):
        assert len(json.dumps(document)) <= DOCUMENT_BYTES_MAX
