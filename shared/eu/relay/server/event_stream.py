"""Server-sent events: one answer that goes on for as long as the client and its bounds allow."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp import HttpVersion11, web

from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.errors import Refusal
from shared.eu.relay.model.cursor import LAST_EVENT_ID, window_of
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.entry import chunk, comment_chunk
from shared.eu.relay.model.feed import Feed
from shared.eu.relay.model.page import TopicKey
from shared.eu.relay.model.window import Window
from shared.eu.relay.server.admission import Admission, Admitted
from shared.eu.relay.server.exchange import Exchange, credentials
from shared.eu.relay.server.hub import Hub
from shared.eu.relay.server.outlets import TransportOutlet
from shared.eu.relay.server.watch import CredentialWatch
from shared.eu.relay.service.history import Place
from shared.eu.relay.service.reader import Reader, Wire
from shared.eu.relay.service.topic import Topic

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
EARLIEST = "Earliest-Event-Id"
WELCOME = comment_chunk("welcome to the Two-Ledger events")
RETRY = chunk("retry: 1000\n\n")
# After its last words a connection that takes nothing is cut.
LAST_WORDS_S = 10


@dataclass(frozen=True, slots=True)
class Streaming:
    """What every kind of stream is served with; one may last `age_max_ms`, a sixth less by lot."""

    hub: Hub
    admission: Admission
    watch: CredentialWatch
    clock: Clock
    entropy: Entropy
    age_max_ms: int

    def reader(self, outlet: TransportOutlet, wire: Wire, window: Window, place: Place) -> Reader:
        """Return a connection that stands at a place."""
        now_ms = epoch_ms(self.clock.now())
        return Reader(outlet, wire, window, place.position, place.page, now_ms)

    @contextmanager
    def watched(self, admitted: Admitted, end: Callable[[Ending], None]) -> Iterator[None]:
        """Let a connection end when its key is revoked, or when it is old."""
        age_ms, loop = self._age_ms(), asyncio.get_running_loop()
        timer = loop.call_later(age_ms / 1000, end, Ending.GOING_AWAY)
        try:
            with self.watch.watching(admitted, partial(end, Ending.REVOKED)):
                yield
        finally:
            timer.cancel()

    @contextmanager
    def joined(self, topic: Topic, reader: Reader) -> Iterator[None]:
        """Let a connection have its events until it leaves."""
        outlet = reader.outlet
        assert isinstance(outlet, TransportOutlet)
        outlet.when_ready(partial(topic.go_on, reader))
        try:
            topic.join(reader)
            yield
        finally:
            topic.leave(reader)

    def _age_ms(self) -> int:
        return self.age_max_ms - self.entropy.below(self.age_max_ms // 6 + 1)


@dataclass(frozen=True, slots=True)
class EventStreams:
    """Serves the routes of server-sent events."""

    streaming: Streaming

    async def serve(self, exchange: Exchange, feed: Feed) -> web.StreamResponse:
        """Answer with a stream.

        Raises Refusal, StoreError, as long as nothing was sent. Before HTTP/1.1 there are no
        chunks, which frames are kept in.
        """
        if exchange.request.version < HttpVersion11:
            raise Refusal("upgrade_required")
        admitted = await self._admit(exchange)
        window = self._window(exchange, feed)
        hub, slots = self.streaming.hub, self.streaming.admission.slots
        if window.account_id is not None:
            check = self.streaming.admission.check_account
            await hub.blocking(check, admitted.principal, window.account_id)
        slots.take(admitted.key)
        key = TopicKey(admitted.principal.correspondent, feed.stream.value)
        try:
            topic = await hub.claim(key)
            try:
                return await self._stream(exchange, topic, window, admitted)
            finally:
                hub.release(key)
        finally:
            slots.give_back(admitted.key)

    async def _admit(self, exchange: Exchange) -> Admitted:
        admission, route = self.streaming.admission, exchange.route
        assert route is not None
        prove = admission.prove
        exchange.admitted = await self.streaming.hub.blocking(prove, credentials(exchange.request))
        admission.check(exchange.admitted, route.scope)
        return exchange.admitted

    def _window(self, exchange: Exchange, feed: Feed) -> Window:
        request = exchange.request
        query = list(request.query.items())
        return window_of(query, request.headers.get(LAST_EVENT_ID), integers=feed.takes_integers)

    async def _stream(
        self, exchange: Exchange, topic: Topic, window: Window, admitted: Admitted
    ) -> web.StreamResponse:
        place = await self._place(topic, window)
        response = await self._begin(exchange, place)
        outlet = TransportOutlet(exchange.request)
        try:
            outlet.write(WELCOME if place.earliest_id is None else _lost(place.earliest_id))
            reader = self.streaming.reader(outlet, Wire.SSE, window, place)
            streaming, end = self.streaming, partial(topic.end, reader)
            with streaming.watched(admitted, end), streaming.joined(topic, reader):
                ending, dropped = await outlet.ended
        finally:
            outlet.release()
            exchange.status = response.status
        exchange.reason = ending.name.lower()
        await _end(outlet, response, ending.comment(dropped), ending, window)
        return response

    async def _place(self, topic: Topic, window: Window) -> Place:
        """Return where to begin: in the topic, or where the database ends, which may be ahead."""
        hub, key = self.streaming.hub, topic.key
        if window.after_id is None:
            return topic.head
        head = await hub.blocking(hub.history.head, key)  # first: what comes meanwhile is after it
        return await hub.blocking(hub.history.after, key, window.after_id) or head

    async def _begin(self, exchange: Exchange, place: Place) -> web.StreamResponse:
        earliest = {EARLIEST: place.earliest_id} if place.earliest_id is not None else {}
        response = web.StreamResponse(headers=HEADERS | exchange.headers | earliest)
        response.enable_chunked_encoding()
        await response.prepare(exchange.request)
        return response


async def _end(
    outlet: TransportOutlet,
    response: web.StreamResponse,
    comment: str,
    ending: Ending,
    window: Window,
) -> None:
    """Say the last words; only a whole answer gets the end of a whole one."""
    if comment:
        outlet.write(comment_chunk(comment))
    if ending is Ending.GOING_AWAY:
        outlet.write(RETRY)
    if not ending.is_clean(is_bounded=window.is_bounded):
        outlet.cut(LAST_WORDS_S)
        return
    try:
        async with asyncio.timeout(LAST_WORDS_S):
            await response.write_eof()
    except TimeoutError:
        outlet.cut(0)


def _lost(earliest_id: str) -> bytes:
    return comment_chunk(f"events before {earliest_id} are not kept any more")
