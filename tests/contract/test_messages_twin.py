"""What a seeded scheduler does to the broker's twin (D17)."""

import pytest

from shared.core.errors import Unavailable
from shared.core.messages import Delivery, Message
from shared.memory.messages import Item, MemoryBroker, MemoryMessages
from tests.contract.brokers import ATTEMPTS_MAX
from tests.contract.test_messages import Inbox, keyed


class Crash(BaseException):
    """A simulated process ends here."""


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker(["eu/orders"])


def texts(items: list[Item]) -> list[str]:
    return [item.delivery.data.decode() for item in items]


def test_pending_is_the_first_of_each_key_and_everything_without_a_key(
    broker: MemoryBroker,
) -> None:
    broker.subscribe("ordered", "eu/orders", Inbox())
    broker.subscribe("free", "eu/orders", Inbox(), ordered=False)
    broker.publish("eu/orders", [*keyed("a0", "a1", "b0"), Message(b"-0"), Message(b"-1")])
    by_subscription = {
        name: texts([item for item in broker.pending() if item.subscription == name])
        for name in ("ordered", "free")
    }
    assert by_subscription == {
        "ordered": ["a0", "b0", "-0", "-1"],
        "free": ["a0", "a1", "b0", "-0", "-1"],
    }
    assert len(broker.waiting()) == 10


def test_a_blocked_item_is_delivered_only_on_purpose(broker: MemoryBroker) -> None:
    inbox = Inbox()
    broker.subscribe("consumer", "eu/orders", inbox)
    broker.publish("eu/orders", keyed("a0", "a1"))
    late = broker.waiting()[1]
    with pytest.raises(LookupError):
        broker.deliver(late)
    assert broker.deliver(late, out_of_order=True) is None
    assert broker.deliver(broker.pending()[0]) is None
    assert inbox.accepted == ["a1", "a0"]
    with pytest.raises(LookupError):
        broker.deliver(late, out_of_order=True)


def test_a_failure_is_returned_and_counts_an_attempt(broker: MemoryBroker) -> None:
    broker.subscribe("consumer", "eu/orders", Inbox(a0=1), attempts_max=2)
    broker.publish("eu/orders", keyed("a0"))
    (item,) = broker.pending()
    assert isinstance(broker.deliver(item), RuntimeError)
    assert [item.attempt for item in broker.pending()] == [2]
    assert broker.deliver(item) is None
    assert broker.pending() == []


def test_a_dead_letter_frees_its_key(broker: MemoryBroker) -> None:
    inbox = Inbox(a1=100)
    broker.subscribe("consumer", "eu/orders", inbox)
    ids = broker.publish("eu/orders", keyed("a0", "a1", "a2"))
    while broker.pending():
        broker.deliver(broker.pending()[0])
    assert inbox.seen == ["a0", *["a1"] * ATTEMPTS_MAX, "a2"]
    assert [dead.message_id for dead in broker.dead_letters("consumer")] == [ids[1]]


def test_a_dropped_item_is_lost_and_frees_its_key(broker: MemoryBroker) -> None:
    inbox = Inbox()
    broker.subscribe("consumer", "eu/orders", inbox)
    broker.publish("eu/orders", keyed("a0", "a1"))
    broker.drop(broker.pending()[0])
    assert texts(broker.pending()) == ["a1"]
    assert broker.dead_letters("consumer") == []


def test_a_duplicate_comes_again_with_the_same_id_and_new_attempts(broker: MemoryBroker) -> None:
    deliveries: list[Delivery] = []
    broker.subscribe("consumer", "eu/orders", deliveries.append)
    broker.publish("eu/orders", keyed("a0", "a1"))
    (first,) = broker.pending()
    broker.duplicate(first)
    assert texts(broker.waiting()) == ["a0", "a1", "a0"]
    while broker.pending():
        broker.deliver(broker.pending()[0])
    broker.duplicate(first)
    assert broker.deliver(broker.pending()[0]) is None
    assert [each.data for each in deliveries] == [b"a0", b"a1", b"a0", b"a0"]
    assert len({each.message_id for each in deliveries if each.data == b"a0"}) == 1


def test_an_item_in_flight_blocks_its_key_while_its_handler_runs_others(
    broker: MemoryBroker,
) -> None:
    inside: list[list[str]] = []

    def handler(delivery: Delivery) -> None:
        inside.append(texts(broker.pending()))
        for item in broker.pending():
            broker.deliver(item)

    broker.subscribe("consumer", "eu/orders", handler)
    broker.publish("eu/orders", keyed("a0", "a1", "b0"))
    (item, _) = broker.pending()
    broker.deliver(item)
    assert inside == [["b0"], []]
    assert texts(broker.pending()) == ["a1"]


def test_a_crash_passes_through_and_the_item_comes_again(broker: MemoryBroker) -> None:
    crashes = [Crash()]
    inbox = Inbox()

    def handler(delivery: Delivery) -> None:
        if crashes:
            raise crashes.pop()
        inbox(delivery)

    broker.subscribe("consumer", "eu/orders", handler)
    broker.publish("eu/orders", keyed("a0"))
    with pytest.raises(Crash):
        broker.deliver(broker.pending()[0])
    assert broker.deliver(broker.pending()[0]) is None
    assert inbox.accepted == ["a0"]


def test_a_handler_that_publishes_adds_to_what_is_pending(broker: MemoryBroker) -> None:
    broker.create_topic("us/executions")
    inbox = Inbox()

    def execute(delivery: Delivery) -> None:
        MemoryMessages(broker, "us").publish("executions", keyed("b0"))

    broker.subscribe("us-orders", "eu/orders", execute)
    broker.subscribe("eu-books", "us/executions", inbox)
    MemoryMessages(broker, "eu").publish("orders", keyed("a0"))
    while broker.pending():
        broker.deliver(broker.pending()[0])
    assert inbox.accepted == ["b0"]


def test_a_region_publishes_to_its_own_topics(broker: MemoryBroker) -> None:
    with pytest.raises(Unavailable):
        MemoryMessages(broker, "us").publish("orders", keyed("a0"))


def test_hooks_fail_a_publish_before_and_after_it(broker: MemoryBroker) -> None:
    inbox = Inbox()
    broker.subscribe("consumer", "eu/orders", inbox)

    def fail(topic: str, messages: object) -> None:
        raise Unavailable(topic)

    before = MemoryMessages(broker, "eu")
    before.hooks.before_publish = fail
    after = MemoryMessages(broker, "eu")
    after.hooks.after_publish = fail
    with pytest.raises(Unavailable):
        before.publish("orders", keyed("a0"))
    assert broker.pending() == []
    with pytest.raises(Unavailable):
        after.publish("orders", keyed("a0"))
    assert texts(broker.pending()) == ["a0"]


def test_a_subscription_name_is_taken_once_and_needs_its_topic(broker: MemoryBroker) -> None:
    broker.subscribe("consumer", "eu/orders", Inbox())
    with pytest.raises(ValueError, match="name"):
        broker.subscribe("consumer", "eu/orders", Inbox())
    with pytest.raises(Unavailable):
        broker.subscribe("lost", "us/orders", Inbox())
