"""The two brokers under the messages contract, each with the consumers of one test."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Protocol
from uuid import uuid4

import grpc
from flask import Flask, Response, request
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from werkzeug.serving import make_server

from shared.core.counters import Counters
from shared.core.messages import Delivery, Handler, Hints, Messages
from shared.gcp.messages import PubSubMessages
from shared.gcp.push import serve
from shared.memory.messages import MemoryBroker, MemoryMessages

DELIVERED_WITHIN_S = 20
REDELIVERY_PROOF_S = 1.5
ATTEMPTS_MAX = 5


class Topics(Messages, Hints, Protocol):
    """All that a region's topics are asked for."""


class Broker(Protocol):
    """Topics of one region, and what a test does to them."""

    counters: Counters

    @property
    def messages(self) -> Topics: ...

    def create_topic(self, topic: str) -> None: ...

    def delete_topic(self, topic: str) -> None: ...

    def subscribe(
        self, name: str, topic: str, handler: Handler, *, ordered: bool = True
    ) -> None: ...

    def dead_letters(self, subscription: str) -> list[Delivery]: ...

    def run_until(self, done: Callable[[], bool]) -> None:
        """Deliver until `done`."""
        ...

    def run_on(self) -> None:
        """Deliver for as long as a redelivery would take to come."""
        ...


@dataclass
class TwinBroker:
    """The twin, driven in turns: one delivery of what is pending at a time."""

    counters: Counters = field(default_factory=Counters)

    def __post_init__(self) -> None:
        self._broker = MemoryBroker()
        self.messages = MemoryMessages(self._broker, "eu", self.counters)

    def create_topic(self, topic: str) -> None:
        self._broker.create_topic(f"eu/{topic}")

    def delete_topic(self, topic: str) -> None:
        self._broker.delete_topic(f"eu/{topic}")

    def subscribe(self, name: str, topic: str, handler: Handler, *, ordered: bool = True) -> None:
        self._broker.subscribe(name, f"eu/{topic}", handler, ordered, ATTEMPTS_MAX)

    def dead_letters(self, subscription: str) -> list[Delivery]:
        return self._broker.dead_letters(subscription)

    def run_until(self, done: Callable[[], bool]) -> None:
        for turn in range(1000):
            pending = self._broker.pending()
            if not pending:
                break
            self._broker.deliver(pending[turn % len(pending)])
        assert done()

    def run_on(self) -> None:
        assert self._broker.pending() == []


class PubSubBroker:
    """The driver before the emulator, which pushes to the project's own push endpoint."""

    def __init__(self, host: str) -> None:
        self.counters = Counters()
        self._project = f"projects/contract-{uuid4().hex[:12]}"
        self.messages = PubSubMessages(self._project.removeprefix("projects/"), host, self.counters)
        channel = grpc.insecure_channel(host)
        self._publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        self._handlers: dict[str, Handler] = {}
        self._dead: dict[str, list[Delivery]] = {}
        self._names: list[str] = []
        app = Flask("push")
        app.add_url_rule("/<path:_>", view_func=self._serve, methods=["POST"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        for name in self._names:
            self._subscriber.delete_subscription(subscription=name)
        self._server.shutdown()
        self._server.server_close()

    def create_topic(self, topic: str) -> None:
        self._publisher.create_topic(name=self._topic(topic))

    def delete_topic(self, topic: str) -> None:
        self._publisher.delete_topic(topic=self._topic(topic))

    def subscribe(self, name: str, topic: str, handler: Handler, *, ordered: bool = True) -> None:
        dead = self._dead.setdefault(name, [])
        options: dict[str, Any] = {"enable_message_ordering": ordered}
        if not ordered:
            # Google's emulator 0.8.20 ends an ordered subscription for good with its first dead
            # letter (a null pointer in its push loop), so dead letters are tried without order.
            self.create_topic(f"{name}-dead")
            self._push(f"{name}-dead", f"{name}-dead", dead.append, {})
            options["dead_letter_policy"] = {
                "dead_letter_topic": self._topic(f"{name}-dead"),
                "max_delivery_attempts": ATTEMPTS_MAX,
            }
        self._push(name, topic, handler, options)

    def dead_letters(self, subscription: str) -> list[Delivery]:
        return self._dead[subscription]

    def run_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DELIVERED_WITHIN_S
        while not done():
            assert time.monotonic() < deadline, "not delivered in time"
            time.sleep(0.02)

    def run_on(self) -> None:
        time.sleep(REDELIVERY_PROOF_S)

    def _push(self, name: str, topic: str, handler: Handler, options: dict[str, Any]) -> None:
        self._handlers[f"/{name}"] = handler
        self._names.append(f"{self._project}/subscriptions/{name}")
        endpoint = f"http://127.0.0.1:{self._server.server_port}/{name}"
        self._subscriber.create_subscription(
            request={
                "name": self._names[-1],
                "topic": self._topic(topic),
                "push_config": {"push_endpoint": endpoint},
                "ack_deadline_seconds": 10,
                **options,
            }
        )

    def _serve(self, _: str) -> Response:
        return serve(request, self._handlers)

    def _topic(self, topic: str) -> str:
        return f"{self._project}/topics/{topic}"
