"""What single connections need of the database: old pages, and where the stream ends for now."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar, TypeVarTuple, Unpack

from shared.core.errors import StoreError
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.page import Page, TopicKey
from shared.eu.relay.server.outlets import TransportOutlet
from shared.eu.relay.service.history import History
from shared.eu.relay.service.reader import Reader
from shared.eu.relay.service.topic import Topic
from shared.gcp.logs import log

SETTLE_EVERY_S = 1
Arguments = TypeVarTuple("Arguments")
Returned = TypeVar("Returned")


class Blocking(Protocol):
    """Runs what blocks in a thread."""

    def __call__(
        self, call: Callable[[Unpack[Arguments]], Returned], *arguments: *Arguments
    ) -> Awaitable[Returned]: ...


class Errands:
    """Runs errands, each for one connection; `catch_up` is told of a topic that is behind."""

    def __init__(
        self, history: History, blocking: Blocking, catch_up: Callable[[Topic], None]
    ) -> None:
        self._history = history
        self._blocking = blocking
        self._catch_up = catch_up
        self._tasks: set[asyncio.Task[None]] = set()

    async def pages(self, key: TopicKey, number: int) -> list[Page]:
        """Return the next pages from a number on; none as well where they cannot be read now."""
        try:
            return await self._blocking(self._history.pages, key, number)
        except StoreError as error:
            log("WARNING", "pages not read", function="relay", error=type(error).__name__)
            return []

    def replay(self, topic: Topic, reader: Reader) -> None:
        """Give a connection pages, no faster than it takes them, until it is back in the ring."""
        self.start(self._contained(topic, reader, self._replay(topic, reader)))

    def settle(self, topic: Topic, reader: Reader) -> None:
        """Tell a connection where it ends, once nothing of it waits for its page any more."""
        self.start(self._contained(topic, reader, self._settle(topic, reader)))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work by the side."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _contained(
        self, topic: Topic, reader: Reader, errand: Coroutine[Any, Any, None]
    ) -> None:
        """Let a fault end the connection that it was for, and no other."""
        try:
            await errand
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            log("ERROR", "errand failed", function="relay", error=type(error).__name__)
            topic.end(reader, Ending.FAILED)

    async def _replay(self, topic: Topic, reader: Reader) -> None:
        outlet = reader.outlet
        assert isinstance(outlet, TransportOutlet)
        while topic.lacks(reader):
            pages = await self.pages(topic.key, reader.page)
            if not pages:
                topic.end(reader, Ending.FAILED)
            for page in pages:
                await outlet.ready()
                if topic.lacks(reader):
                    topic.give(reader, page)
        topic.walk(reader)

    async def _settle(self, topic: Topic, reader: Reader) -> None:
        while not reader.is_over:
            ends_at = await self._end(topic.key, reader)
            if ends_at is not None:
                if ends_at > topic.head.position:
                    self._catch_up(topic)
                topic.end_at(reader, ends_at)
                return
            await asyncio.sleep(SETTLE_EVERY_S)

    async def _end(self, key: TopicKey, reader: Reader) -> int | None:
        """Return where the stream ends, None while something may be paged that belongs here."""
        closes_at_ms = reader.window.closes_at_ms
        assert closes_at_ms is not None
        try:
            if await self._blocking(self._history.has_waiting, key, closes_at_ms):
                return None
            # Read after that: what has left the inbox meanwhile is in the pages before this head.
            return (await self._blocking(self._history.head, key)).position
        except StoreError as error:
            log("WARNING", "end not read", function="relay", error=type(error).__name__)
            return None
