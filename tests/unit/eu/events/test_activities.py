"""Activities by REST: what the sequencer listed, filtered and cut into pages (api-surface, 7)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.core.clock import rfc3339
from shared.core.errors import Refusal
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.events.model.activity_request import list_activities
from shared.eu.events.model.activity_view import activity_view
from shared.eu.events.model.record import Stream
from shared.eu.events.service import activities as module
from shared.eu.events.service.activities import ActivityLists
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.orders.model.request import place_order
from shared.memory.clock import VirtualClock
from shared.memory.messages import MemoryBroker, MemoryMessages
from tests.simulation.world import World, build
from tests.unit.eu.events.streams import Streams

COUNT = 23
DAY_MS = 24 * 60 * 60 * 1000
SKEW_MS = 9_999


@pytest.fixture
def streams() -> Streams:
    """Return a ledger with 23 activities an account, a minute apart, and one partner beside."""
    built = Streams({"ACME": 2, "OTHER": 1})
    for _ in range(COUNT):
        built.clock.advance_ms(60_000)
        for account_id in built.owners:
            built.tell(account_id, Stream.ACTIVITIES)
    built.sequencer().sweep()
    return built


def pages(streams: Streams, **query: str) -> list[list[dict[str, Any]]]:
    """Follow the pages as the official client does: until one is empty."""
    lists = ActivityLists(streams.documents)
    found: list[list[dict[str, Any]]] = []
    while True:
        page = lists.found("ACME", list_activities(query))
        if not page:
            return found
        found.append(page)
        query["page_token"] = page[-1]["event_id"]


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("reads", [3, 100])
def test_pages_are_all_of_the_partner_once_and_in_order(
    streams: Streams, direction: str, size: int, reads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_SIZE_MAX", reads)
    found = pages(streams, direction=direction, page_size=str(size))
    assert all(len(page) == size for page in found[:-1])
    ids = [body["event_id"] for page in found for body in page]
    assert ids == sorted(ids, reverse=direction == "desc")
    assert len(set(ids)) == len(ids) == 2 * COUNT
    owners = {body["account_id"] for page in found for body in page}
    assert {streams.owners[AccountId(owner)] for owner in owners} == {"ACME"}


def test_an_account_is_listed_alone(streams: Streams) -> None:
    (page,) = pages(streams, account_id="acme-1")
    assert {body["account_id"] for body in page} == {"acme-1"}
    assert len(page) == COUNT


def test_types_and_times_choose(streams: Streams) -> None:
    assert pages(streams, activity_types="FILL,DIV") == []
    assert sum(map(len, pages(streams, activity_types="FILL,CSD"))) == 2 * COUNT
    assert sum(map(len, pages(streams, date="2026-11-25"))) == 2 * COUNT
    assert pages(streams, date="2026-11-24") == []
    assert sum(map(len, pages(streams, after="2026-11-25T15:10:00Z"))) == 2 * (COUNT - 10)
    assert sum(map(len, pages(streams, until="2026-11-25T15:10:00Z"))) == 2 * 9


@pytest.mark.parametrize(
    "query",
    [
        {"direction": "up"}, {"page_size": "0"}, {"page_size": "101"}, {"page_size": "x"},
        {"page_token": "2026"}, {"date": "today"}, {"after": "x"}, {"until": ""},
        {"date": "2026-11-25", "after": "2026-11-25"}, {"activity_types": "fill"}, {"unknown": "1"},
        {"after": "0001-01-01T00:00:00+14:00"}, {"until": "0999-12-31"}, {"date": "0001-01-01"},
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_valid_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="invalid_parameter"):
        list_activities(query)


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_period_is_read_and_no_more(streams: Streams, direction: str) -> None:
    """Ids carry time: what lies far from the period is not even looked at."""
    streams.clock.advance_ms(30 * DAY_MS)
    streams.tell(AccountId("acme-0"), Stream.ACTIVITIES)
    at = rfc3339(streams.clock.now())
    streams.sequencer().sweep()
    streams.clock.advance_ms(30 * DAY_MS)
    streams.tell(AccountId("acme-0"), Stream.ACTIVITIES)
    streams.sequencer().sweep()
    streams.documents.counters.reads.clear()
    (page,) = pages(streams, date=at[:10], direction=direction)
    assert [body["at"] for body in page] == [at]
    # The page itself, and the empty one after it, which a query that finds nothing is billed for.
    assert streams.documents.counters.reads["activities"] == 2


@pytest.mark.parametrize(
    ("name", "around"), [("after", (-1, 0)), ("until", (1, 0)), ("date", (0, None))]
)
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("late_ms", [-SKEW_MS, 0, 7 * DAY_MS - 1])
def test_an_activity_is_in_its_period_also_where_its_page_came_late(
    streams: Streams, name: str, around: tuple[int, int | None], direction: str, late_ms: int
) -> None:
    """The sequencer's clock was behind the account's, or it stood still for days."""
    streams.clock.advance_ms(30 * DAY_MS)
    at = streams.clock.now()
    streams.tell(AccountId("acme-0"), Stream.ACTIVITIES)
    other_clock = VirtualClock(at + timedelta(milliseconds=late_ms))
    replace(streams.sequencer(), clock=other_clock).sweep()
    others = {"after": 0, "until": 2 * COUNT, "date": 0}[name]
    for shift_ms, found in zip(around, (1, 0), strict=True):
        if shift_ms is not None:
            bound = rfc3339(at + timedelta(milliseconds=shift_ms))
            query = {name: bound[:10] if name == "date" else bound}
            listed = pages(streams, **query, direction=direction)
            assert sum(map(len, listed)) == others + found


def test_what_is_too_rare_to_be_found_at_once_is_not_called_absent(
    streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READS_MAX", 2)
    monkeypatch.setattr(module, "PAGE_SIZE_MAX", 3)
    with pytest.raises(Refusal, match="unavailable"):
        pages(streams, activity_types="DIV")


def test_one_activity_is_its_accounts_alone(streams: Streams) -> None:
    lists = ActivityLists(streams.documents)
    event_id = next(
        each["event_id"] for each in streams.activities() if each["account_id"][0] == "a"
    )
    owner = next(e["account_id"] for e in streams.activities() if e["event_id"] == event_id)
    assert lists.one(owner, event_id)["event_id"] == event_id
    for account_id, other in (("other-0", event_id), (owner, "0" * 26), (owner, "x/y")):
        with pytest.raises(Refusal, match="not_found"):
            lists.one(account_id, other)


def traded() -> World:
    """Return a world in which every account has bought and sold."""
    world = build("activities", accounts_per_partner=2)
    for number, (symbol, side) in enumerate((("KO", "buy"), ("F", "buy"), ("KO", "sell"))):
        for account_id in world.accounts:
            (seen,) = world.eu.get([account_path(AccountId(account_id))])
            body = {
                "symbol": symbol, "qty": str(number + 3 if side == "buy" else 2), "side": side,
                "type": "market", "time_in_force": "day",
            }  # fmt: skip
            world.desk.place(seen, place_order(body))
            world.deliver_all()
    return world


def test_activities_sum_to_the_accounts_cash_and_have_the_clients_two_shapes() -> None:
    world = traded()
    messages = MemoryMessages(MemoryBroker(["eu/pages"]), "eu")
    Sequencer(world.eu, messages, world.clock, world.entropy).sweep()
    for partner in world.partners:
        for account_id in partner.accounts:
            wanted = list_activities({"account_id": account_id})
            found = ActivityLists(world.eu).found(partner.correspondent, wanted)
            (seen,) = world.eu.get([account_path(AccountId(account_id))])
            cash = account_of(seen.path, seen.data or {}).cash
            assert sum(Decimal(body["net_amount"]) for body in found) == Decimal(cash) / 100
            views = [activity_view(body) for body in found]
            assert [view["activity_type"] for view in views] == ["FILL", "FILL", "FILL", "CSD"]
            assert [view["side"] for view in views[:3]] == ["sell", "buy", "buy"]
            assert [view["qty"] for view in views[:3]] == ["2", "4", "3"]
