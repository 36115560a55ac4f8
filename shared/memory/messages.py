"""The twin of Pub/Sub: topics, subscriptions and deliveries that somebody else schedules (D17).

The broker never runs a handler by itself. Its owner asks what is `pending` and delivers, drops or
duplicates it: a seeded scheduler in a simulation, a plain loop in the embedded mode.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Lock

from shared.core.counters import Counters
from shared.core.errors import Unavailable
from shared.core.messages import NEWS, Delivery, Handler, Message

ATTEMPTS_MAX_DEFAULT = 5


@dataclass(frozen=True, slots=True)
class Item:
    """A message on its way to one subscription; `attempt` is the number of its next delivery."""

    number: int
    subscription: str
    ordering_key: str
    delivery: Delivery
    attempt: int = 1


@dataclass(slots=True)
class _Subscription:
    """A queue before a handler. Items in flight stay queued until their handler is done."""

    handler: Handler
    ordered: bool
    attempts_max: int
    queue: dict[int, Item] = field(default_factory=dict)
    in_flight: set[int] = field(default_factory=set)
    dead: list[Delivery] = field(default_factory=list)

    def deliverable(self) -> list[Item]:
        """Return what may go now: of each ordering key the first, if it is not in flight."""
        keys: set[str] = set()
        free = []
        for item in self.queue.values():
            blocked = item.ordering_key in keys or item.number in self.in_flight
            if self.ordered and item.ordering_key:
                keys.add(item.ordering_key)
            if not blocked:
                free.append(item)
        return free


class MemoryBroker:
    """The topics of all regions, named `region/topic`.

    Deterministic: ids and order follow from the calls alone. Safe to share by threads.
    """

    def __init__(self, topics: Iterable[str] = ()) -> None:
        self._topics: dict[str, list[str]] = {topic: [] for topic in topics}
        self._subscriptions: dict[str, _Subscription] = {}
        self._numbers: Iterator[int] = count(1)
        self._message_numbers: Iterator[int] = count(1)
        self._lock = Lock()

    def create_topic(self, topic: str) -> None:
        """Open a topic; one that exists stays as it is."""
        with self._lock:
            self._topics.setdefault(topic, [])

    def delete_topic(self, topic: str) -> None:
        """Lose a topic; what is on its way to subscriptions still arrives."""
        with self._lock:
            del self._topics[topic]

    def subscribe(
        self,
        name: str,
        topic: str,
        handler: Handler,
        ordered: bool = True,
        attempts_max: int = ATTEMPTS_MAX_DEFAULT,
    ) -> None:
        """Let `handler` have what is published to a topic from now on.

        Raises Unavailable where there is no such topic, ValueError for a name that is taken.
        """
        with self._lock:
            if name in self._subscriptions:
                raise ValueError("a subscription has this name")
            self._listeners(topic).append(name)
            self._subscriptions[name] = _Subscription(handler, ordered, attempts_max)

    def publish(self, topic: str, messages: Sequence[Message]) -> list[str]:
        """Queue messages for every subscription of a topic and return their ids, in order.

        Raises Unavailable where there is no such topic.
        """
        with self._lock:
            listeners = self._listeners(topic)
            ids = [str(next(self._message_numbers)) for _ in messages]
            for message, message_id in zip(messages, ids, strict=True):
                for name in listeners:
                    delivery = Delivery(message.data, dict(message.attributes), message_id)
                    self._queue(Item(0, name, message.ordering_key, delivery))
        return ids

    def pending(self) -> list[Item]:
        """Return what may be delivered now: nothing that waits behind its ordering key."""
        with self._lock:
            queues = [each.deliverable() for each in self._subscriptions.values()]
        return [item for queue in queues for item in queue]

    def waiting(self) -> list[Item]:
        """Return everything that is not acknowledged, in flight or blocked as it may be."""
        with self._lock:
            queues = [list(each.queue.values()) for each in self._subscriptions.values()]
        return [item for queue in queues for item in queue]

    def deliver(self, item: Item, *, out_of_order: bool = False) -> Exception | None:
        """Run the handler; return None when it acknowledged, else what it raised.

        A failed item is pending again, or a dead letter after its last attempt. `out_of_order`
        lets an item pass those before it, as a broker does that gives no order. Raises
        LookupError for an item that is not there to be delivered.
        """
        subscription = self._start(item, out_of_order)
        failure: Exception | None = None
        acknowledged = False
        try:
            subscription.handler(item.delivery)
            acknowledged = True
        except Exception as error:
            failure = error
        finally:
            # Also when a simulated crash passes through: the broker then redelivers.
            self._finish(subscription, item, acknowledged)
        return failure

    def drop(self, item: Item) -> None:
        """Lose an item for good, which Pub/Sub does only when its retention ends."""
        with self._lock:
            self._subscriptions[item.subscription].queue.pop(item.number, None)

    def duplicate(self, item: Item) -> None:
        """Queue another copy of an item, delivered already or not, behind its ordering key."""
        with self._lock:
            self._queue(replace(item, attempt=1))

    def dead_letters(self, subscription: str) -> list[Delivery]:
        """Return what a subscription has given up on."""
        with self._lock:
            return list(self._subscriptions[subscription].dead)

    def _listeners(self, topic: str) -> list[str]:
        if topic not in self._topics:
            raise Unavailable("NOT_FOUND")
        return self._topics[topic]

    def _queue(self, item: Item) -> None:
        number = next(self._numbers)
        self._subscriptions[item.subscription].queue[number] = replace(item, number=number)

    def _start(self, item: Item, out_of_order: bool) -> _Subscription:
        with self._lock:
            subscription = self._subscriptions[item.subscription]
            free = subscription.queue.keys() - subscription.in_flight
            if not out_of_order:
                free = {each.number for each in subscription.deliverable()}
            if item.number not in free:
                raise LookupError("not there to be delivered")
            subscription.in_flight.add(item.number)
            return subscription

    def _finish(self, subscription: _Subscription, item: Item, acknowledged: bool) -> None:
        with self._lock:
            subscription.in_flight.discard(item.number)
            queued = subscription.queue.get(item.number)
            if queued is None:
                return
            if not acknowledged and queued.attempt < subscription.attempts_max:
                subscription.queue[item.number] = replace(queued, attempt=queued.attempt + 1)
                return
            del subscription.queue[item.number]
            if not acknowledged:
                subscription.dead.append(queued.delivery)


def _go_on(topic: str, messages: Sequence[Message]) -> None:
    return


@dataclass(slots=True)
class PublishHooks:
    """What happens around a publish; raising after it loses the answer of one that has landed."""

    before_publish: Callable[[str, Sequence[Message]], None] = _go_on
    after_publish: Callable[[str, Sequence[Message]], None] = _go_on


@dataclass(slots=True)
class MemoryMessages:
    """The topics of one region of a broker."""

    broker: MemoryBroker
    region: str
    counters: Counters = field(default_factory=Counters)
    hooks: PublishHooks = field(default_factory=PublishHooks)

    def publish(self, topic: str, messages: Sequence[Message]) -> list[str]:
        """Hand messages to the broker and return their ids, in order.

        Raises Unavailable, and what the hooks raise.
        """
        if not messages:
            return []
        self.hooks.before_publish(topic, messages)
        ids = self.broker.publish(f"{self.region}/{topic}", messages)
        self.counters.count("publishes", topic, len(messages))
        self.hooks.after_publish(topic, messages)
        return ids

    def hint(self, topic: str) -> None:
        """Send NEWS; nothing tells where it was not taken."""
        with suppress(Unavailable):
            self.publish(topic, [NEWS])
