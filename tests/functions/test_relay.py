"""The relay over HTTP, its database a twin: limits, slow clients, revoked keys, other partners."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPResponse, IncompleteRead
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from emulators.seed import Partner, new_partners, seed
from shared.core.documents import Delete, Put
from shared.core.ids import AccountId
from shared.eu.auth.paths import credential_path
from shared.eu.events.model.page import Page, PagedEvent
from shared.eu.events.paths import page_created
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from tests.functions.callers import basic
from tests.functions.running_relay import ADDRESS, RunningRelay, running_relay

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
TRADES = "/v2/events/trades"
STREAM_LIMIT = 3
SETTINGS = {
    "STREAM_HEARTBEAT_MS": "200",
    "STREAM_LIMIT_PER_KEY": str(STREAM_LIMIT),
    "STREAM_RECHECK_MS": "50",
}
WAIT_S = 20
MIB = 1024 * 1024


@dataclass
class Platform:
    """A relay with partners, and the pages of their trades."""

    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    partners: list[Partner] = field(default_factory=list)
    ends: dict[str, tuple[int, int]] = field(default_factory=dict)
    relay: RunningRelay = field(init=False)

    def page(self, partner: Partner, events: int = 1, pad: int = 0) -> list[str]:
        """Write a page of a partner's trades, say so, and return the ids of its events."""
        page = self.next_page(partner, events, pad)
        self.documents.commit([page_created(page)])
        self.relay.tell()
        return [each.event_id for each in page.events]

    def next_page(self, partner: Partner, events: int = 1, pad: int = 0) -> Page:
        """Return a page that is yet to be written."""
        number, last = self.ends.get(partner.correspondent, (0, 0))
        accounts = partner.accounts
        paged = [
            paged_event(position, accounts[position % len(accounts)], pad)
            for position in range(last + 1, last + 1 + events)
        ]
        self.ends[partner.correspondent] = number + 1, last + events
        return Page(partner.correspondent, "trades", number + 1, tuple(paged))

    @contextmanager
    def stream(self, partner: Partner, query: str = "", key: str = "") -> Iterator[HTTPResponse]:
        """Open a stream of a partner's trades."""
        connection, response = self.relay.ask(TRADES + query, headers_of(partner, key))
        try:
            yield response
        finally:
            response.close()
            connection.close()

    def revoke(self, partner: Partner) -> None:
        """Take a partner's key away."""
        path = credential_path(partner.api_key)
        assert path is not None
        (seen,) = self.documents.get([path])
        self.documents.commit([Delete(path, seen.token)])


def paged_event(position: int, account_id: str, pad: int = 0) -> PagedEvent:
    event_id = f"{position:026d}"
    body = {"event_id": event_id, "account_id": account_id, "pad": "x" * pad}
    at = "2026-11-20T15:00:00.000000Z"
    account = AccountId(account_id)
    return PagedEvent(event_id, position, account, position, "new", at, json.dumps(body))


def headers_of(partner: Partner, key: str = "") -> dict[str, str]:
    if key == "bound":
        return basic(partner.account_key.api_key, partner.account_key.api_secret)
    return basic(partner.api_key, partner.api_secret)


@pytest.fixture
def platform() -> Iterator[Platform]:
    built, entropy = Platform(), SeededEntropy("relay")
    built.partners = new_partners(entropy, 2)
    seed(built.documents, built.partners, built.clock, entropy)
    with running_relay(built.documents, built.clock, entropy, SETTINGS) as built.relay:
        yield built


def ids(response: HTTPResponse, count: int) -> list[str]:
    """Read so many events."""
    found: list[str] = []
    while len(found) < count:
        line = response.readline()
        assert line, f"the stream ended after {found}"
        if line.startswith(b"id: "):
            found.append(line[4:-1].decode())
    return found


def test_everybody_sees_his_own_events_alone(platform: Platform) -> None:
    own, other = platform.partners
    with platform.stream(own) as first, platform.stream(other) as second:
        theirs = platform.page(other, events=2)
        ours = platform.page(own, events=3)
        more = platform.page(other)
        assert ids(first, 3) == ours
        assert ids(second, 3) == theirs + more
    with platform.stream(own, f"?since_id={'0' * 26}&until_id={ours[-1]}") as response:
        assert response.read().count(b"data: ") == 3


def test_an_account_is_a_filter(platform: Platform) -> None:
    own = platform.partners[0]
    with platform.stream(own, f"?id={own.accounts[0]}") as response:
        written = platform.page(own, events=4)
        assert ids(response, 2) == written[1::2]


def test_a_resume_goes_on_after_its_cursor_and_then_live(platform: Platform) -> None:
    own = platform.partners[0]
    written = [event for _ in range(7) for event in platform.page(own, events=3)]
    with platform.stream(own, f"?since_id={written[3]}") as response:
        assert ids(response, 17) == written[4:]
        assert platform.page(own) == ids(response, 1)


def test_every_cut_and_resume_misses_nothing_while_pages_are_written(platform: Platform) -> None:
    own, written, heard = platform.partners[0], [], list[str]()
    first = platform.page(own)

    def write() -> None:
        for _ in range(60):
            written.extend(platform.page(own, events=2, pad=500))

    writer = threading.Thread(target=write)
    writer.start()
    for count in (1, 3, 7, 20, 30, 59):
        with platform.stream(own, f"?since_id={(first + heard)[-1]}") as response:
            heard += ids(response, count)
    writer.join(WAIT_S)
    assert heard == written


def test_a_key_holds_so_many_streams_and_no_more(platform: Platform) -> None:
    own, other = platform.partners
    opened = [platform.relay.ask(TRADES, headers_of(own)) for _ in range(STREAM_LIMIT)]
    try:
        with platform.stream(own) as refused:
            assert refused.status == 429
            assert refused.getheader("Retry-After") is not None
            assert json.loads(refused.read())["reason"] == "too_many_streams"
        with platform.stream(other) as admitted:
            assert admitted.status == 200
    finally:
        for connection, response in opened:
            response.close()
            connection.close()
    wait_for_a_slot(platform, own)


def wait_for_a_slot(platform: Platform, partner: Partner) -> None:
    for _ in range(1_000):
        with platform.stream(partner) as response:
            if response.status == 200:
                return
    raise AssertionError("a closed stream still counts")


def test_a_revoked_key_loses_its_open_streams(platform: Platform) -> None:
    own, other = platform.partners
    with platform.stream(own) as response, platform.stream(other) as kept:
        platform.revoke(own)
        platform.clock.advance_ms(1_001)
        assert b": the credentials are no longer valid\n" in response.read()
        with platform.stream(own) as refused:
            assert refused.status == 401
        assert platform.page(other) == ids(kept, 1)


def test_who_stops_reading_and_goes_on_has_missed_nothing(platform: Platform) -> None:
    own = platform.partners[0]
    with not_reading(platform, own) as response:
        written = [event for _ in range(12) for event in platform.page(own, 1, pad=MIB // 2)]
        assert ids(response, len(written)) == written
        assert platform.page(own) == ids(response, 1)


def test_who_reads_too_slowly_is_told_and_cut(platform: Platform) -> None:
    own = platform.partners[0]
    with not_reading(platform, own) as response, platform.stream(own) as other:
        written = [event for _ in range(12) for event in platform.page(own, 1, pad=MIB // 2)]
        assert ids(other, len(written)) == written
        platform.clock.advance_ms(12_000)  # a sign of life finds out who is full
        swept(platform)
        platform.clock.advance_ms(30_000)
        swept(platform)
        text = rest_of(response)
    heard = text.count(b"\nid: ")
    assert 0 < heard < len(written)
    lost = len(written) - heard
    assert text.endswith(f": you are reading too slowly, dropped {lost} messages\n\n".encode())


def swept(platform: Platform) -> None:
    platform.relay.call(platform.relay.services.hub.sweep)


@contextmanager
def not_reading(platform: Platform, partner: Partner) -> Iterator[HTTPResponse]:
    """Open a stream whose client takes only what its small buffer holds, until it reads."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(WAIT_S)
        client.connect((ADDRESS, platform.relay.port))
        lines = [f"GET {TRADES} HTTP/1.1", f"Host: {ADDRESS}"]
        lines += [f"{name}: {value}" for name, value in headers_of(partner).items()]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        response = HTTPResponse(client)
        response.begin()
        assert response.status == 200
        yield response


def test_an_idle_stream_beats_and_ends_by_its_bound(platform: Platform) -> None:
    own = platform.partners[0]
    written = platform.page(own, events=2)
    with platform.stream(own, "?since_id=" + "0" * 26) as response:
        assert ids(response, 2) == written
        platform.clock.advance_ms(200)
        while b"heartbeat" not in response.readline():
            pass
    bounds = f"?since_id={'0' * 26}&until_id={written[0]}"
    with platform.stream(own, bounds) as response:
        assert response.status == 200
        assert response.read().endswith(b"\n\n")


def test_events_that_are_kept_no_more_are_named(platform: Platform) -> None:
    own = platform.partners[0]
    first, second = platform.page(own), platform.page(own)
    path = f"event_pages/{own.correspondent}:trades:{1:010d}"
    (seen,) = platform.documents.get([path])
    platform.documents.commit([Delete(path, seen.token)])
    with platform.stream(own, f"?since_id={'0' * 26}") as response:
        assert response.getheader("Earliest-Event-Id") == second[0]
        assert ids(response, 1) == second
    with platform.stream(own, f"?since_id={first[0]}") as response:
        assert ids(response, 1) == second


def test_a_page_that_cannot_be_read_ends_its_streams_and_the_next_begin_anew(
    platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    own, other = platform.partners
    with platform.stream(own) as response, platform.stream(other) as kept:
        with broken_page(platform, own):
            assert rest_of(response).endswith(b": internal server error\n\n")
        written = platform.page(own)
        with platform.stream(own, f"?since_id={'0' * 26}") as again:
            assert ids(again, 2)[1:] == written
        assert platform.page(other) == ids(kept, 1)
    assert '"ERROR", "message": "topic failed"' in capfd.readouterr().err


def test_an_old_page_that_cannot_be_read_ends_who_asks_for_it_alone(platform: Platform) -> None:
    own = platform.partners[0]
    platform.page(own)
    with broken_page(platform, own):
        last = platform.page(own)
        with platform.stream(own) as live:
            with platform.stream(own, f"?since_id={'0' * 26}") as response:
                assert rest_of(response).endswith(b": internal server error\n\n")
            assert platform.page(own) == ids(live, 1)
    with platform.stream(own, f"?since_id={'0' * 26}") as response:
        assert ids(response, 3)[2:] == last


@contextmanager
def broken_page(platform: Platform, partner: Partner) -> Iterator[None]:
    """Write a page that nobody can read, until it is mended."""
    whole = page_created(platform.next_page(partner))
    platform.documents.commit([Put(whole.path, {**whole.data, "events": [{"position": 1}]})])
    platform.relay.tell()
    yield
    platform.documents.commit([Put(whole.path, whole.data)])


def rest_of(response: HTTPResponse) -> bytes:
    """Return all of a stream that is cut."""
    with pytest.raises(IncompleteRead) as cut:
        response.read()
    return cut.value.partial


@pytest.mark.parametrize("key", ["whole", "bound"])
def test_the_socket_shows_what_the_key_is_good_for(platform: Platform, key: str) -> None:
    own = platform.partners[0]
    pair = own.account_key if key == "bound" else own
    wanted = {own.account_key.account_id} if key == "bound" else set(own.accounts)

    async def talk() -> set[str]:
        url = f"ws://{ADDRESS}:{platform.relay.port}/stream"
        async with ClientSession() as session, session.ws_connect(url) as ws:
            login = {"key_id": pair.api_key, "secret_key": pair.api_secret}
            await ws.send_json({"action": "authenticate", "data": login})
            said = await heard(ws)
            assert said["data"] == {"status": "authorized", "action": "authenticate"}
            await ws.send_json({"action": "listen", "data": {"streams": ["trade_updates", "x"]}})
            said = await heard(ws)
            assert said == {"stream": "listening", "data": {"streams": ["trade_updates"]}}
            platform.page(own, events=2 * len(own.accounts))
            updates = [await heard(ws) for _ in range(2 * len(wanted))]
            assert {each["stream"] for each in updates} == {"trade_updates"}
            return {each["data"]["account_id"] for each in updates}

    assert asyncio.run(talk()) == wanted


@pytest.mark.parametrize(
    "words",
    [
        {"action": "listen", "data": {"streams": ["trade_updates"]}},
        {"action": "authenticate", "data": {"key_id": "CK" + "0" * 18, "secret_key": "0" * 64}},
        {"action": "authenticate"},
        "nothing",
    ],
)
def test_the_socket_closes_on_who_does_not_prove_himself(platform: Platform, words: Any) -> None:
    async def talk() -> dict[str, Any]:
        url = f"ws://{ADDRESS}:{platform.relay.port}/stream"
        async with ClientSession() as session, session.ws_connect(url) as ws:
            await ws.send_json(words)
            said = await heard(ws)
            assert (await ws.receive(timeout=WAIT_S)).type is WSMsgType.CLOSE
            return said

    said = asyncio.run(talk())
    assert (said["stream"], said["data"]["status"]) == ("authorization", "unauthorized")


async def heard(ws: ClientWebSocketResponse) -> dict[str, Any]:
    message = await ws.receive(timeout=WAIT_S)
    assert message.type is WSMsgType.BINARY
    said: dict[str, Any] = json.loads(message.data)
    return said
