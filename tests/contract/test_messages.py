"""The messages port: at least once, in order by key, dead letters (D1, D2)."""

from collections import Counter

import pytest

from shared.core.errors import Unavailable
from shared.core.messages import Delivery, Message
from tests.contract.brokers import ATTEMPTS_MAX, Broker


class Inbox:
    """Keeps the texts it is handed; refuses each as often as `refusals` says."""

    def __init__(self, **refusals: int) -> None:
        self.refusals = Counter(refusals)
        self.seen: list[str] = []
        self.accepted: list[str] = []

    def __call__(self, delivery: Delivery) -> None:
        text = delivery.data.decode()
        self.seen.append(text)
        if self.refusals[text] > 0:
            self.refusals[text] -= 1
            raise RuntimeError
        self.accepted.append(text)

    def of_key(self, key: str) -> list[str]:
        return [text for text in self.accepted if text.startswith(key)]


def keyed(*texts: str) -> list[Message]:
    """Build messages whose first letter is their ordering key."""
    return [Message(text.encode(), {}, text[0]) for text in texts]


def test_every_subscription_gets_every_message_whole(broker: Broker) -> None:
    broker.create_topic("orders")
    inboxes: list[list[Delivery]] = [[], []]
    for number, inbox in enumerate(inboxes):
        broker.subscribe(f"consumer-{number}", "orders", inbox.append)
    first = Message(b"\x00\xff{}", {"kind": "order.new", "key_id": "eu-1"}, "k1")
    second = Message(b"b")
    third = Message(b"c", {}, "k1")
    ids = broker.messages.publish("orders", [first, second, third])
    assert len(set(ids)) == 3
    broker.run_until(lambda: [len(inbox) for inbox in inboxes] == [3, 3])
    broker.run_on()
    for inbox in inboxes:
        assert len(inbox) == 3
        by_id = {delivery.message_id: delivery for delivery in inbox}
        assert by_id == {
            ids[0]: Delivery(first.data, first.attributes, ids[0]),
            ids[1]: Delivery(second.data, {}, ids[1]),
            ids[2]: Delivery(third.data, {}, ids[2]),
        }


def test_a_hint_comes_as_a_message_that_says_nothing(broker: Broker) -> None:
    broker.create_topic("records")
    heard: list[Delivery] = []
    broker.subscribe("consumer", "records", heard.append, ordered=False)
    broker.messages.hint("records")
    broker.run_until(lambda: len(heard) == 1)
    assert (heard[0].data, heard[0].attributes) == (b"{}", {})
    assert broker.counters.publishes["records"] == 1


def test_a_hint_to_where_nobody_is_tells_nothing(broker: Broker) -> None:
    broker.messages.hint("nowhere")


def test_messages_of_a_key_come_in_order(broker: Broker) -> None:
    broker.create_topic("orders")
    inbox = Inbox()
    broker.subscribe("consumer", "orders", inbox)
    sent = {key: [f"{key}{number}" for number in range(6)] for key in "abc"}
    for texts in zip(*sent.values(), strict=True):
        broker.messages.publish("orders", keyed(*texts))
    broker.run_until(lambda: len(inbox.seen) == 18)
    assert {key: inbox.of_key(key) for key in sent} == sent


def test_a_failing_message_is_redelivered_and_blocks_only_its_key(broker: Broker) -> None:
    broker.create_topic("orders")
    inbox = Inbox(a1=2)
    broker.subscribe("consumer", "orders", inbox)
    broker.messages.publish("orders", keyed("a0", "a1", "a2", "b0", "b1"))
    broker.run_until(lambda: len(inbox.accepted) == 5)
    assert inbox.of_key("a") == ["a0", "a1", "a2"]
    assert inbox.of_key("b") == ["b0", "b1"]
    assert inbox.seen.count("a1") == 3
    assert inbox.accepted.index("b1") < inbox.accepted.index("a1")
    assert broker.dead_letters("consumer") == []


def test_a_message_that_keeps_failing_is_a_dead_letter(broker: Broker) -> None:
    broker.create_topic("orders")
    inbox, other = Inbox(a1=100), Inbox()
    broker.subscribe("consumer", "orders", inbox, ordered=False)
    broker.subscribe("other", "orders", other, ordered=False)
    broker.messages.publish("orders", keyed("a0", "a1", "a2"))
    broker.run_until(lambda: len(broker.dead_letters("consumer")) == 1)
    broker.run_on()
    assert sorted(inbox.accepted) == ["a0", "a2"]
    assert inbox.seen.count("a1") == ATTEMPTS_MAX
    (dead,) = broker.dead_letters("consumer")
    assert dead.data == b"a1"
    assert sorted(other.accepted) == ["a0", "a1", "a2"]
    assert broker.dead_letters("other") == []


def test_a_subscription_gets_nothing_from_before_it(broker: Broker) -> None:
    broker.create_topic("orders")
    broker.messages.publish("orders", keyed("a0"))
    inbox = Inbox()
    broker.subscribe("consumer", "orders", inbox)
    broker.messages.publish("orders", keyed("a1"))
    broker.run_until(lambda: inbox.seen == ["a1"])


def test_a_lost_topic_is_unavailable(broker: Broker) -> None:
    with pytest.raises(Unavailable):
        broker.messages.publish("orders", keyed("a0"))
    broker.create_topic("orders")
    broker.messages.publish("orders", keyed("a0"))
    broker.delete_topic("orders")
    with pytest.raises(Unavailable):
        broker.messages.publish("orders", keyed("a1", "b1"))
    assert broker.counters.as_dict()["publishes"] == {"orders": 1}


def test_published_messages_are_counted_by_topic(broker: Broker) -> None:
    for topic in ("orders", "executions"):
        broker.create_topic(topic)
    broker.messages.publish("orders", keyed("a0", "b0"))
    broker.messages.publish("orders", keyed("a1"))
    broker.messages.publish("executions", keyed("a0"))
    assert broker.messages.publish("executions", []) == []
    assert broker.counters.as_dict()["publishes"] == {"orders": 3, "executions": 1}
