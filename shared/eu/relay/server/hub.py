"""The topics of this instance, fed with pages and kept whole from the database.

Everything but reading the database runs in the event loop. A page that the message did not bring
is read: at once where a later one came, else by looking for the next one from time to time.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Unpack

from shared.core.clock import Clock, epoch_ms
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.page import Page, TopicKey
from shared.eu.relay.server.errands import Arguments, Errands, Returned
from shared.eu.relay.service.history import History
from shared.eu.relay.service.topic import Limits, Topic
from shared.gcp.logs import log

IDLE_MS = 60_000


@dataclass(slots=True)
class _Slot:
    """A topic, None while its head is being read; `is_asked` when there was news since a look."""

    topic: Topic | None = None
    loading: asyncio.Task[Topic] | None = None
    fed_at_ms: int = 0
    used_at_ms: int = 0
    is_reading: bool = False
    is_asked: bool = False


class Hub:
    """Topics by key; one a process."""

    def __init__(
        self, history: History, limits: Limits, clock: Clock, readers: Executor, poll_ms: int
    ) -> None:
        self.history = history
        self._limits = limits
        self._clock = clock
        self._readers = readers
        self._poll_ms = poll_ms
        self._slots: dict[TopicKey, _Slot] = {}
        self._claims: Counter[TopicKey] = Counter()
        self._dirty: set[TopicKey] = set()
        self._errands = Errands(history, self.blocking, self._catch_up)

    async def claim(self, key: TopicKey) -> Topic:
        """Return a topic, which stays until as many have released it as have claimed it.

        Raises Unavailable.
        """
        self._claims[key] += 1
        slot = self._slots.setdefault(key, _Slot())
        try:
            if slot.loading is None:
                slot.loading = asyncio.create_task(self._load(key, slot))
            return await asyncio.shield(slot.loading)
        except BaseException:
            self.release(key)
            raise

    def release(self, key: TopicKey) -> None:
        """Need a topic no more."""
        self._claims[key] -= 1
        if not self._claims[key]:
            del self._claims[key]
        if key in self._slots:
            self._slots[key].used_at_ms = self._now_ms()

    async def blocking(
        self, call: Callable[[Unpack[Arguments]], Returned], *arguments: *Arguments
    ) -> Returned:
        """Run what blocks in a thread of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, call, *arguments)

    def sweep(self) -> None:
        """Look after every topic: signs of life, missing pages, and those that nobody needs."""
        now_ms = self._now_ms()
        for key, slot in list(self._slots.items()):
            if slot.topic is None:
                continue
            if not self._claims[key] and now_ms - slot.used_at_ms >= IDLE_MS:
                del self._slots[key]
                continue
            with self._contained(slot.topic):
                slot.topic.sweep()
            if self._claims[key] and now_ms - slot.fed_at_ms >= self._poll_ms:
                self._start_reading(slot.topic, slot)

    def catch_up(self) -> None:
        """Look for pages of every topic: there is news, or some may have been missed."""
        for slot in self._slots.values():
            slot.is_asked = True
            if slot.topic is not None:
                self._start_reading(slot.topic, slot)

    def end_all(self, ending: Ending) -> None:
        """End every connection."""
        for slot in self._slots.values():
            if slot.topic is not None:
                for reader in slot.topic.readers:
                    slot.topic.end(reader, ending)

    def close(self) -> None:
        """Let the threads end that read the database."""
        self._readers.shutdown(wait=False)

    async def _load(self, key: TopicKey, slot: _Slot) -> Topic:
        try:
            head = await self.blocking(self.history.head, key)
        except BaseException:
            del self._slots[key]
            raise
        errands = self._errands
        slot.topic = Topic(key, head, self._limits, self._clock, errands.replay, errands.settle)
        slot.fed_at_ms = self._now_ms()
        if slot.is_asked:
            self._start_reading(slot.topic, slot)
        return slot.topic

    def _flush_soon(self, key: TopicKey) -> None:
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self._flush)
        self._dirty.add(key)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, set()
        for key in dirty:
            slot = self._slots.get(key)
            if slot is not None and slot.topic is not None:
                with self._contained(slot.topic):
                    slot.topic.flush()

    def _start_reading(self, topic: Topic, slot: _Slot) -> None:
        slot.is_asked = True
        if not slot.is_reading:
            slot.is_reading = True
            self._errands.start(self._read_next(topic, slot))

    async def _read_next(self, topic: Topic, slot: _Slot) -> None:
        """Read the pages from the next one on, as far as there are any."""
        try:
            slot.fed_at_ms = self._now_ms()
            with self._contained(topic):
                while slot.is_asked:
                    slot.is_asked = False
                    while pages := await self._errands.pages(topic.key, topic.head.page):
                        self._take(topic, pages)
        finally:
            slot.is_reading = False

    def _take(self, topic: Topic, pages: list[Page]) -> None:
        for page in pages:
            topic.take(page)
        self._flush_soon(topic.key)

    @contextmanager
    def _contained(self, topic: Topic) -> Iterator[None]:
        """Let a fault end its topic's connections, which come again to one that is made anew."""
        try:
            yield
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "topic failed", function="relay", error=type(error).__name__)
            slot = self._slots.get(topic.key)
            if slot is not None and slot.topic is topic:
                del self._slots[topic.key]
            topic.fail()

    def _catch_up(self, topic: Topic) -> None:
        slot = self._slots.get(topic.key)
        if slot is not None and slot.topic is topic:
            self._start_reading(topic, slot)

    def _now_ms(self) -> int:
        return epoch_ms(self._clock.now())
