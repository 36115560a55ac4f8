"""The Pub/Sub driver before a broker that fails: Unavailable, after one attempt."""

import socket
import time

import grpc
import pytest

from shared.core.errors import Unavailable
from shared.core.messages import Message
from shared.gcp.messages import PUBLISH_MESSAGES_MAX, PubSubMessages
from tests.contract.failing_server import SECRET, FailingServer

ONE_KEY = [Message(SECRET.encode(), {"kind": "a"}, "k")]
TWO_KEYS = [*ONE_KEY, Message(SECRET.encode(), {"kind": "a"}, "l")]


@pytest.mark.parametrize("status", [code for code in grpc.StatusCode if code.name != "OK"])
@pytest.mark.parametrize("messages", [ONE_KEY, TWO_KEYS])
def test_a_failed_publish_is_unavailable_and_quotes_nothing(
    failing: FailingServer, status: grpc.StatusCode, messages: list[Message]
) -> None:
    failing.status = status
    with pytest.raises(Unavailable) as raised:
        PubSubMessages("p", failing.host).publish("orders", messages)
    assert str(raised.value) == status.name
    assert raised.value.__cause__ is raised.value.__context__ is None
    assert len(failing.calls) == len(messages)
    assert failing.calls[0]["x-goog-request-params"] == "topic=projects%2Fp%2Ftopics%2Forders"


def test_a_broker_that_does_not_answer_costs_one_deadline() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        messages = PubSubMessages("p", host, timeout_ms=300)
        began = time.monotonic()
        for sent in (ONE_KEY, TWO_KEYS):
            with pytest.raises(Unavailable):
                messages.publish("orders", sent)
        assert time.monotonic() - began < 3


def test_a_hint_waits_for_nobody() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        messages = PubSubMessages("p", f"127.0.0.1:{silent.getsockname()[1]}", timeout_ms=30_000)
        began = time.monotonic()
        for _ in range(100):
            messages.hint("records")
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("status", [code for code in grpc.StatusCode if code.name != "OK"])
def test_a_hint_that_is_refused_is_nobodys_error(
    failing: FailingServer, status: grpc.StatusCode
) -> None:
    failing.status = status
    PubSubMessages("p", failing.host).hint("records")


def test_a_publish_is_bounded() -> None:
    messages = PubSubMessages("p", "127.0.0.1:1")
    with pytest.raises(ValueError, match="too many"):
        messages.publish("orders", ONE_KEY * (PUBLISH_MESSAGES_MAX + 1))
