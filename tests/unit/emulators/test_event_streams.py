"""Following streams: in order, resumed after a break, refused with the reason."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from emulators.event_streams import EventStreams, StreamRefused, basic

PARTNER = {"correspondent": "BEJE", "api_key": "CK1", "api_secret": "s"}
WAIT_S = 10

Answer = Callable[[BaseHTTPRequestHandler], None]


class Relay(ThreadingHTTPServer):
    """A relay that answers each request by the next of `answers`, the last one for good."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.asked: list[tuple[str, str | None, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        relay = self.server
        assert isinstance(relay, Relay)
        headers = self.headers
        relay.asked.append((self.path, headers["Last-Event-ID"], headers["Authorization"]))
        answer = relay.answers.pop(0) if len(relay.answers) > 1 else relay.answers[0]
        answer(self)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def telling(*ids: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b": welcome\n\n")
        for event_id in ids:
            event = json.dumps({"event_id": event_id})
            handler.wfile.write(f"id: {event_id}\ndata: {event}\n\n".encode())

    return answer


def refusing(status: int) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = b'{"message": "no such key"}'
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def relay() -> Iterator[Relay]:
    with Relay([telling()]) as relay:
        thread = Thread(target=relay.serve_forever, args=(0.01,))
        thread.start()
        yield relay
        relay.shutdown()
        thread.join()


def ids(streams: EventStreams, count: int) -> list[str]:
    told = [streams.next(WAIT_S) for _ in range(count)]
    return [each.event["event_id"] for each in told if each is not None]


def test_events_come_in_order_with_partner_and_stream(relay: Relay) -> None:
    relay.answers = [telling("A", "B")]
    with EventStreams(relay.url, [PARTNER], ["trades"], since="2026-01-01") as streams:
        first = streams.next(WAIT_S)
        assert first is not None
        assert (first.correspondent, first.stream) == ("BEJE", "trades")
        assert ids(streams, 1) == ["B"]
    assert relay.asked[0] == ("/v2/events/trades?since=2026-01-01", None, basic(PARTNER))


def test_a_broken_stream_goes_on_after_its_last_event(relay: Relay) -> None:
    relay.answers = [telling("A"), refusing(503), telling("B"), telling()]
    with EventStreams(relay.url, [PARTNER], ["trades"]) as streams:
        assert ids(streams, 2) == ["A", "B"]
    assert [(path, last) for path, last, _ in relay.asked[:3]] == [
        ("/v2/events/trades", None),
        ("/v2/events/trades", "A"),
        ("/v2/events/trades", "A"),
    ]


def test_a_break_before_the_first_event_asks_for_all_since_the_beginning(relay: Relay) -> None:
    relay.answers = [telling(), telling("A"), telling()]
    with EventStreams(relay.url, [PARTNER], ["funding"]) as streams:
        assert ids(streams, 1) == ["A"]
    paths = [path for path, _, _ in relay.asked]
    assert paths[0] == "/v2/events/funding/status"
    assert paths[1].startswith("/v2/events/funding/status?since=2")


def test_a_refusal_is_said_with_its_reason(relay: Relay) -> None:
    relay.answers = [refusing(401)]
    with (
        EventStreams(relay.url, [PARTNER], ["trades"]) as streams,
        pytest.raises(StreamRefused, match="BEJE-trades: 401 no such key"),
    ):
        streams.next(WAIT_S)


def test_a_quiet_stream_tells_nothing(relay: Relay) -> None:
    with EventStreams(relay.url, [PARTNER], ["trades"]) as streams:
        assert streams.next(0.01) is None
