"""Time an event from its commit to its client, beside a bare push of the emulator's.

`python -m tests.benchmarks.events`. The event is recorded as an account's commit records it; the
sequencer, the relay and the edge bring it to an open stream. The floor is one message to a push
subscription of nobody else's. Both run in turns of random order, after random pauses, so that
neither keeps step with the sequencer's ticks or the emulator's beat.
"""

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random
from threading import Condition, Thread
from urllib.parse import urlsplit
from uuid import uuid4

import grpc
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from shared.core.ids import AccountId, EventId
from shared.core.messages import Message
from shared.eu.events.model.record import Happening, Stream, recorded
from shared.eu.events.paths import created
from shared.gcp.clock import SystemClock
from shared.gcp.documents import FirestoreDocuments
from shared.gcp.messages import PubSubMessages
from tests.benchmarks import results
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, median_ratio_95, spread
from tests.benchmarks.stack import Stack, prepare, running_stack
from tests.functions.callers import basic

EVENTS, WARM_UP = 100, 5
PAUSE_MAX_S = 0.5
TIMEOUT_S = 20
PATH = "/v2/events/funding/status"
PROJECT, TOPIC = "bench-push", "bare"
NS_PER_MS = 1_000_000


class Arrivals:
    """When what was sent has come, by name."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at_ns: dict[str, int] = {}

    def note(self, name: str) -> None:
        """Say that something has come."""
        with self._changed:
            self._at_ns[name] = time.perf_counter_ns()
            self._changed.notify_all()

    def wait(self, name: str) -> int:
        """Return when something came, by the clock of `time.perf_counter_ns`."""
        with self._changed:
            if not self._changed.wait_for(lambda: name in self._at_ns, TIMEOUT_S):
                raise TimeoutError("it did not come")
            return self._at_ns[name]


def measure(stack: Stack, events: int = EVENTS) -> list[Row]:
    """Run the benchmark on a running stack; print and keep it."""
    dice, arrivals = Random(), Arrivals()
    with _events(stack, arrivals) as record, _pushes(stack, arrivals) as push:
        samples: tuple[list[float], list[float]] = ([], [])
        for turn in range(WARM_UP + events):
            for number in dice.sample(range(2), 2):
                time.sleep(dice.uniform(0, PAUSE_MAX_S))
                taken_ms = _time((record, push)[number], arrivals)
                if turn >= WARM_UP:
                    samples[number].append(taken_ms)
    own, beside = samples
    ratio = median(own) / median(beside)
    figures = {
        "unit": "ms from the commit's answer to the open stream, from the publishing to the push",
        "event": spread(own),
        "bare_push": spread(beside),
        "ratio_p50": round(ratio, 2),
        "ratio_p50_95": median_ratio_95(own, beside),
    }
    results.keep("event_latency", figures)
    mine, bare = (f"{median(each):.0f}" for each in samples)
    return [Row("event to its client, and a bare push, p50 ms", mine, bare, f"{ratio:.2f}", "")]


def _time(send: Callable[[str], None], arrivals: Arrivals) -> float:
    name = uuid4().hex
    send(name)
    sent_ns = time.perf_counter_ns()
    return (arrivals.wait(name) - sent_ns) / NS_PER_MS


@contextmanager
def _events(stack: Stack, arrivals: Arrivals) -> Iterator[Callable[[str], None]]:
    """Open a stream; yield what records an event of that partner under a name."""
    eu, partner = stack.state["eu"], stack.state["partners"][0]
    documents = FirestoreDocuments(eu["project"], "ledger", stack.firestore_host)
    account, clock = AccountId(str(uuid4())), SystemClock()
    sequences: dict[str, int] = {}
    target = urlsplit(stack.state["api_url"])
    connection = HTTPConnection(target.hostname or "", target.port, TIMEOUT_S)
    connection.request("GET", PATH, headers=basic(partner["api_key"], partner["api_secret"]))
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"the stream was answered {response.status}")

    def read() -> None:
        for line in iter(response.readline, b""):
            if line.startswith(b"data: "):
                arrivals.note(json.loads(line[6:])["transfer_id"])

    def record(name: str) -> None:
        body = {Stream.FUNDING.value: {"account_id": account, "transfer_id": name}}
        happening = Happening(EventId(name), "bench", (Stream.FUNDING,), clock.now(), body)
        event, counters = recorded(account, partner["correspondent"], sequences, happening)
        documents.commit([created(event)])
        sequences.update(counters)

    Thread(target=read, daemon=True).start()
    yield record


@contextmanager
def _pushes(stack: Stack, arrivals: Arrivals) -> Iterator[Callable[[str], None]]:
    """Take pushes; yield what publishes a message of a name."""
    server = HTTPServer(("127.0.0.1", 0), _handler(arrivals))
    Thread(target=server.serve_forever, daemon=True).start()
    _connect(stack.pubsub_host, f"http://127.0.0.1:{server.server_port}/")
    messages = PubSubMessages(PROJECT, stack.pubsub_host)
    try:
        yield lambda name: _publish(messages, name)
    finally:
        server.shutdown()
        server.server_close()


def _publish(messages: PubSubMessages, name: str) -> None:
    messages.publish(TOPIC, [Message(name.encode())])


def _handler(arrivals: Arrivals) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Acknowledges, and notes what came."""

        def do_POST(self) -> None:
            """Take a push."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            arrivals.note(base64.b64decode(body["message"]["data"]).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _connect(host: str, endpoint: str) -> None:
    channel = grpc.insecure_channel(host)
    topic = f"projects/{PROJECT}/topics/{TOPIC}"
    PublisherClient(transport=PublisherGrpcTransport(channel=channel)).create_topic(name=topic)
    SubscriberClient(transport=SubscriberGrpcTransport(channel=channel)).create_subscription(
        request={
            "name": f"projects/{PROJECT}/subscriptions/{TOPIC}",
            "topic": topic,
            "push_config": {"push_endpoint": endpoint},
        }
    )
    channel.close()


if __name__ == "__main__":
    prepare()
    with running_stack() as running:
        results.table(measure(running))
