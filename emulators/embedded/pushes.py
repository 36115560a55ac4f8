"""Deliver what is published, as Pub/Sub pushes: the same envelope, retries, dead letters."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from emulators.embedded.wsgi import Mounted
from shared.core.messages import Delivery, Handler
from shared.memory.messages import Item, MemoryBroker

THREADS = 16
LOOK_EVERY_S = 0.5


class NotAcknowledged(Exception):
    """Say that a consumer asks for redelivery."""


def push_handler(function: Mounted, path: str) -> Handler:
    """Return a handler that pushes to a function."""

    def push(delivery: Delivery) -> None:
        envelope = {
            "message": {
                "data": base64.b64encode(delivery.data).decode(),
                "attributes": dict(delivery.attributes),
                "messageId": delivery.message_id,
            }
        }
        headers = {"Content-Type": "application/json"}
        answer = function.call("POST", path, headers, json.dumps(envelope).encode())
        if not 200 <= answer.status < 300:
            raise NotAcknowledged

    return push


@dataclass(slots=True)
class Pusher:
    """Threads that deliver for one broker; a failed delivery waits longer each time.

    `give_up` is told of what has failed for the last time.
    """

    broker: MemoryBroker
    attempts_max: int
    give_up: Callable[[Item], None]
    retry_min_s: float
    retry_max_s: float
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, "pushes"), repr=False
    )
    _wanted: Event = field(default_factory=Event)
    _stopped: Event = field(default_factory=Event)
    _busy: set[int] = field(default_factory=set)
    _not_before_s: dict[int, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begin to deliver."""
        Thread(target=self._run, name="pusher", daemon=True).start()

    def look(self) -> None:
        """Look at once for what was published."""
        self._wanted.set()

    def stop(self) -> None:
        """Begin no further delivery."""
        self._stopped.set()
        self._wanted.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped.is_set():
            for item in list(self._due()):
                self._threads.submit(self._deliver, item)
            self._wanted.wait(LOOK_EVERY_S)
            self._wanted.clear()

    def _due(self) -> Iterator[Item]:
        now_s = time.monotonic()
        with self._lock:
            for item in self.broker.pending():
                waits = self._not_before_s.get(item.number, 0.0) > now_s
                if item.number not in self._busy and not waits:
                    self._busy.add(item.number)
                    yield item

    def _deliver(self, item: Item) -> None:
        failure = self.broker.deliver(item)
        if failure is not None and item.attempt >= self.attempts_max:
            self.give_up(item)
        pause_s = min(self.retry_max_s, self.retry_min_s * 2 ** (item.attempt - 1))
        with self._lock:
            self._busy.discard(item.number)
            self._not_before_s.pop(item.number, None)
            if failure is not None:
                self._not_before_s[item.number] = time.monotonic() + pause_s
        self.look()
