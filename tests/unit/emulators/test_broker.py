"""The emulator gets the one list of topics, as often as asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.pubsub_v1 import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from emulators.broker import Broker
from emulators.google_emulators import start_emulator, stop
from emulators.regions import REGIONS
from emulators.topology import jobs, read
from tests.unit.emulators.processes_of import wait_until

TOPOLOGY = read()


class Receiver(ThreadingHTTPServer):
    """Takes pushes as the routers do."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Push)
        self.pushed: list[tuple[str, dict[str, Any]]] = []


class Push(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.pushed.append((self.path, body["message"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def own_pubsub_host(tmp_path: Path) -> Iterator[str]:
    """Return an emulator of our own: the topology names the projects of a developer's sandbox."""
    emulator = start_emulator("pubsub", tmp_path / "pubsub.log")
    yield emulator.host
    stop(emulator)


@pytest.mark.emulators
def test_creates_everything_again_and_again_and_points_it_to_the_new_routers(
    own_pubsub_host: str, receiver: Receiver
) -> None:
    Broker(own_pubsub_host, lambda _, name: f"http://127.0.0.1:9/{name}", TOPOLOGY).create()
    url = f"http://127.0.0.1:{receiver.server_address[1]}"
    broker = Broker(own_pubsub_host, lambda _, name: f"{url}/{name}", TOPOLOGY)
    broker.create()

    subscriber = subscriber_at(own_pubsub_host)
    for listed in TOPOLOGY["subscriptions"]:
        project = REGIONS[listed["region"]].project
        path = f"projects/{project}/subscriptions/{listed['name']}"
        found = subscriber.get_subscription(subscription=path)
        assert found.push_config.push_endpoint == f"{url}/{listed['function']}{listed['path']}"
        assert found.topic == (
            f"projects/{REGIONS[listed['topic_region']].project}/topics/{listed['topic']}"
        )
        assert not found.enable_message_ordering  # a dead letter would end its push loop
        assert found.ack_deadline_seconds == listed.get("ack_deadline_s", 60)
        assert found.dead_letter_policy.max_delivery_attempts == 5
        dead = f"projects/{project}/topics/{listed['name']}-dead"
        assert found.dead_letter_policy.dead_letter_topic == dead
        assert subscriber.get_subscription(subscription=f"{path}-dead-letters").topic == dead

    for job in jobs(TOPOLOGY):
        broker.publish_job(job)
    expected = {
        f"/{s['function']}{s['path']}" for s in TOPOLOGY["subscriptions"] if s["topic"] == "jobs"
    }
    wait_until(lambda: {path for path, _ in receiver.pushed} == expected, 30, "a push for each job")
    ticks = [m["attributes"]["job"] for path, m in receiver.pushed if path == "/books/jobs"]
    assert set(ticks) <= {job.name for job in jobs(TOPOLOGY) if job.region == "eu"}
    broker.forget_backlog()
    path = f"projects/{REGIONS['eu'].project}/subscriptions/executions"
    assert subscriber.get_subscription(subscription=path).push_config.push_endpoint.startswith(url)


def subscriber_at(host: str) -> SubscriberClient:
    channel = grpc.insecure_channel(host)
    return SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
