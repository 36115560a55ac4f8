"""Deliveries in the process: pushed as Pub/Sub pushes, repeated, given up."""

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from emulators.embedded.pushes import NotAcknowledged, Pusher, push_handler
from emulators.embedded.wsgi import Mounted
from shared.core.messages import Delivery, Message
from shared.memory.messages import Item, MemoryBroker
from tests.unit.emulators.embedded.projects import project
from tests.unit.emulators.processes_of import wait_until

DELIVERY = Delivery(b"\x00body", {"kind": "order.new"}, "7")


class Consumer:
    """A function that keeps what it was sent and answers with a status."""

    def __init__(self, status: str) -> None:
        self.status = status
        self.asked: list[tuple[str, str, Any]] = []

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        body = json.loads(environ["wsgi.input"].read())
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], body))
        start_response(self.status, [])
        return [b""]


def test_pushes_the_envelope_of_pubsub() -> None:
    consumer = Consumer("204 No Content")
    push_handler(Mounted(consumer, project("us")), "/border")(DELIVERY)
    ((method, path, body),) = consumer.asked
    assert (method, path) == ("POST", "/border")
    message = body["message"]
    assert (message["messageId"], message["attributes"]) == ("7", {"kind": "order.new"})
    assert base64.b64decode(message["data"]) == DELIVERY.data


def test_anything_but_success_asks_for_redelivery() -> None:
    with pytest.raises(NotAcknowledged):
        push_handler(Mounted(Consumer("500 No"), project("us")), "/border")(DELIVERY)


def test_a_function_that_raises_answers_500() -> None:
    def broken(*_: Any) -> Iterable[bytes]:
        raise LookupError("a value that no log may show")

    assert Mounted(broken, project("us")).call("GET", "/", {}, b"").status == 500


def pusher(broker: MemoryBroker, given_up: list[Item]) -> Pusher:
    return Pusher(broker, 3, given_up.append, 0.01, 0.02)


def test_delivers_each_message_once_and_in_the_order_of_its_key() -> None:
    broker, given_up = MemoryBroker(["eu/orders"]), list[Item]()
    taken: list[bytes] = []
    broker.subscribe("orders", "eu/orders", lambda delivery: taken.append(delivery.data))
    running = pusher(broker, given_up)
    running.start()
    try:
        sent = [str(number).encode() for number in range(50)]
        for data in sent:
            broker.publish("eu/orders", [Message(data, ordering_key="one")])
            running.look()
        wait_until(lambda: len(taken) == len(sent), 20, "every delivery")
        assert (taken, given_up) == (sent, [])
    finally:
        running.stop()


def test_a_delivery_that_keeps_failing_is_given_up_after_its_attempts() -> None:
    broker, given_up = MemoryBroker(["eu/orders"]), list[Item]()
    tried: list[str] = []

    def refuse(delivery: Delivery) -> None:
        tried.append(delivery.message_id)
        raise NotAcknowledged

    broker.subscribe("orders", "eu/orders", refuse, attempts_max=3)
    running = pusher(broker, given_up)
    running.start()
    try:
        broker.publish("eu/orders", [Message(b"bad")])
        running.look()
        wait_until(lambda: bool(given_up), 20, "the end of the attempts")
        assert (len(tried), [item.delivery.data for item in given_up]) == (3, [b"bad"])
        assert broker.waiting() == []
    finally:
        running.stop()
