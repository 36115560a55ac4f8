"""The event streams on the running stack: whole, in order, each partner's own, with any client."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from shared.core.routes import load
from tests.architecture.sources import ROOT
from tests.e2e.alpaca_client import BrokerClient, GetEventsRequest
from tests.e2e.api import PartnerApi
from tests.e2e.event_stream import opened
from tests.e2e.modes import one_process_is_everything
from tests.e2e.running_stack import RunningStack, wait_for
from tests.e2e.trading_stream import following, steps_of
from tests.unit.eu.identity.bodies import application

pytestmark = pytest.mark.stack

TRADES, STATUS, ACTIVITIES = (
    "/v2/events/trades",
    "/v1/events/accounts/status",
    "/v2beta1/events/activities",
)
STREAMS = [
    route.path
    for route in load(ROOT / "shared/eu/routes.json")
    if route.function == "relay" and route.scope == "partner"
]
LONG_AGO = "2026-01-01"
ULID = "01KAW0000000000000000000AB"


@pytest.fixture
def api(running: RunningStack) -> PartnerApi:
    """Return a partner of whose clients nothing is on its way."""
    running.come_to_rest()
    return running.partners[0]


@pytest.fixture
def account(api: PartnerApi) -> str:
    account: str = api.partner["accounts"][0]
    return account


def bought(api: PartnerApi, account: str) -> None:
    api.filled(account, api.placed(account).body["id"])


def all_trades(running: RunningStack, api: PartnerApi) -> list[dict[str, Any]]:
    """Return the whole history of a partner's trades stream."""
    running.come_to_rest()
    last = {"correspondent": api.partner["correspondent"], "stream": "trades"}
    found = [dict(seen.data or {}) for seen in running.eu.query("event_pages", limit=10_000)]
    pages = [page for page in found if last.items() <= page.items()]
    until_id = max(page["last_id"] for page in pages)
    with opened(api, TRADES, since_id="0" * 26, until_id=until_id) as stream:
        events = list(stream.events())
    assert len(events) == sum(len(page["events"]) for page in pages)
    return events


def test_an_order_is_seen_live_step_by_step(api: PartnerApi, account: str) -> None:
    with opened(api, TRADES) as stream:
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert stream.response.headers["Cache-Control"] == "no-store"
        assert stream.response.headers["Transfer-Encoding"] == "chunked"
        order = api.placed(account).body
        events = stream.take(3)
    assert [event["event"] for event in events] == ["accepted", "new", "fill"]
    assert {event["order"]["id"] for event in events} == {order["id"]}
    first = events[0]["sequence"]
    assert [event["sequence"] for event in events] == [first, first + 1, first + 2]


def test_history_is_whole_and_the_partners_own(running: RunningStack, api: PartnerApi) -> None:
    for partner in running.partners:
        bought(partner, partner.partner["accounts"][0])
    for partner in running.partners:
        events = all_trades(running, partner)
        ids = [event["event_id"] for event in events]
        assert ids == sorted(set(ids))
        assert {event["account_id"] for event in events} <= set(owned(running, partner))
        counts: Counter[str] = Counter()
        for event in events:
            counts[event["account_id"]] += 1
            assert event["sequence"] == counts[event["account_id"]]


def owned(running: RunningStack, partner: PartnerApi) -> Iterator[str]:
    for seen in running.eu.query("accounts", limit=10_000):
        if (seen.data or {})["correspondent"] == partner.partner["correspondent"]:
            yield seen.path.partition("/")[2]


def test_a_cursor_goes_on_after_it_and_then_live(
    running: RunningStack, api: PartnerApi, account: str
) -> None:
    bought(api, account)
    events = all_trades(running, api)
    cursor = events[-3]["event_id"]
    with opened(api, TRADES, since_id=cursor) as stream:
        again = stream.take(2)
    assert again == events[-2:]
    headers = api.credentials() | {"Last-Event-ID": cursor}
    with opened(api, TRADES, headers) as stream:
        coming = stream.events()
        assert [next(coming), next(coming)] == events[-2:]
        order = api.placed(account).body
        assert next(coming)["order"]["id"] == order["id"]


def test_an_idle_stream_beats(api: PartnerApi) -> None:
    with opened(api, "/v2/events/journals/status") as stream:
        lines = stream.response.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(line for line in lines if "heartbeat" in line).startswith(":")


@pytest.mark.parametrize("path", STREAMS)
def test_strangers_get_no_stream(running: RunningStack, api: PartnerApi, path: str) -> None:
    assert api.ask("GET", path, headers={}).status == 401
    wrong = {"APCA-API-KEY-ID": "CK" + "0" * 18, "APCA-API-SECRET-KEY": "0" * 64}
    answer = api.ask("GET", path, headers=wrong)
    assert (answer.status, answer.body["reason"]) == (401, "unauthorized")
    assert api.ask("POST", path).status == 405


@pytest.mark.parametrize(
    "query",
    [
        "until=2026-01-01", f"until_id={ULID}", f"since_id={ULID}&until=2026-01-01", "since=never",
        "since_id=12", f"since={LONG_AGO}&since_id={ULID}", f"since_id={ULID}&since_id={ULID}",
        "unknown=1", "since=2026-13-01",
    ],
)  # fmt: skip
def test_a_cursor_that_means_nothing_is_refused_before_the_first_byte(
    api: PartnerApi, query: str
) -> None:
    answer = api.ask("GET", f"{TRADES}?{query}")
    assert (answer.status, answer.body["reason"]) == (400, "invalid_parameter")


def test_another_partners_account_is_no_filter(running: RunningStack, api: PartnerApi) -> None:
    other = running.partners[1].partner["accounts"][0]
    assert api.ask("GET", f"{TRADES}?id={other}").status == 404


def test_the_official_client_follows_trades_and_account_status(
    api: PartnerApi, account: str
) -> None:
    opening = application(contact__email_address="streams@example.org")
    assert api.ask("POST", "/v1/accounts", opening).status == 200
    history = GetEventsRequest(since=LONG_AGO)
    api.placed(account)
    trades = client_of(api, "v2").get_trade_events(history)
    assert {"account_id", "event", "order"} <= keys(next(iter(trades)))
    statuses = client_of(api, "v1").get_account_status_events(history)
    assert {"account_id", "status_from", "status_to"} <= keys(next(iter(statuses)))


def keys(event: Any) -> set[str]:
    return (
        set(event) if isinstance(event, dict) else {line.split('"')[1] for line in event.split(",")}
    )


def client_of(api: PartnerApi, version: str) -> Any:
    return BrokerClient(
        api.partner["api_key"],
        api.partner["api_secret"],
        sandbox=False,
        url_override=api.api_url,
        api_version=version,
    )


def test_the_official_trading_stream_runs_unmodified(
    running: RunningStack, api: PartnerApi, account: str
) -> None:
    with following(running, api) as heard:
        order = api.placed(account).body
        wait_for(lambda: len(steps_of(order["id"], heard)) == 3)
    assert steps_of(order["id"], heard) == ["accepted", "new", "fill"]


@one_process_is_everything
def test_a_killed_relay_comes_back_and_nothing_is_missed(
    running: RunningStack, api: PartnerApi, account: str
) -> None:
    cursor = all_trades(running, api)[-1]["event_id"]
    relay = running.state()["processes"]["relay"]
    os.kill(relay, signal.SIGKILL)
    order = api.placed(account).body
    wait_for(lambda: running.state()["processes"]["relay"] != relay)
    wait_for(lambda: api.ask("GET", f"{TRADES}?until=x").status == 400)
    with opened(api, TRADES, since_id=cursor) as stream:
        events = stream.take(3)
    assert [event["order"]["id"] for event in events] == [order["id"]] * 3


def test_activities_are_streamed_as_they_are_listed(
    running: RunningStack, api: PartnerApi, account: str
) -> None:
    running.come_to_rest()
    listed = api.ask("GET", f"/v1/accounts/activities?account_id={account}&direction=asc").body
    with opened(api, ACTIVITIES, since=LONG_AGO, id=account) as stream:
        streamed = stream.take(min(5, len(listed)))
    assert [event["event_id"] for event in streamed] == [each["id"] for each in listed[:5]]
    assert [event["net_amount"] for event in streamed] == [e["net_amount"] for e in listed[:5]]


def test_a_new_page_does_not_wait_for_the_next_look(api: PartnerApi, account: str) -> None:
    """The relay is told of pages: here it looks for what it missed only after a minute."""
    with opened(api, TRADES) as stream:
        coming = stream.events()
        for _ in range(3):
            api.placed(account)
            assert [next(coming)["event"] for _ in range(3)] == ["accepted", "new", "fill"]
