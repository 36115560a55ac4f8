"""The WebSocket of trade updates: live only, credentials in the first message (Alpaca's protocol).

Its frames are the ring's, in binary; aiohttp writes only answers and pings between them.
"""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from shared.core.errors import Refusal
from shared.core.http import Principal
from shared.eu.relay.model import trade_updates as words
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.feed import Feed
from shared.eu.relay.model.page import TopicKey
from shared.eu.relay.model.window import Window
from shared.eu.relay.server.admission import Admitted
from shared.eu.relay.server.event_stream import Streaming
from shared.eu.relay.server.exchange import Exchange
from shared.eu.relay.server.outlets import TransportOutlet
from shared.eu.relay.service.reader import Reader, Wire
from shared.eu.relay.service.topic import Topic

LOGIN_TIMEOUT_S = 10
PING_S = 20
CLOSE_TIMEOUT_S = 5
MESSAGE_BYTES_MAX = 16 * 1024
TEXTS = (WSMsgType.TEXT, WSMsgType.BINARY)
CODES = {
    Ending.TOO_SLOW: WSCloseCode.POLICY_VIOLATION,
    Ending.REVOKED: WSCloseCode.POLICY_VIOLATION,
    Ending.GOING_AWAY: WSCloseCode.SERVICE_RESTART,
}


@dataclass(frozen=True, slots=True)
class TradeUpdates:
    """Serves the WebSocket."""

    streaming: Streaming

    async def serve(self, exchange: Exchange, feed: Feed) -> web.StreamResponse:
        """Hold a conversation until the client leaves or must be left.

        Raises Refusal `upgrade_required`.
        """
        socket = web.WebSocketResponse(
            heartbeat=PING_S,
            timeout=CLOSE_TIMEOUT_S,
            compress=False,
            max_msg_size=MESSAGE_BYTES_MAX,
        )
        if not socket.can_prepare(exchange.request).ok:
            raise Refusal("upgrade_required")
        await socket.prepare(exchange.request)
        exchange.status = 101
        outlet = TransportOutlet(exchange.request)
        try:
            await self._converse(exchange, feed, socket, outlet)
        finally:
            outlet.release()
        return socket

    async def _converse(
        self,
        exchange: Exchange,
        feed: Feed,
        socket: web.WebSocketResponse,
        outlet: TransportOutlet,
    ) -> None:
        admitted = await self._login(exchange, socket)
        if admitted is None:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)
            return
        hub, slots = self.streaming.hub, self.streaming.admission.slots
        key = TopicKey(admitted.principal.correspondent, feed.stream.value)
        try:
            topic = await hub.claim(key)
            try:
                listener = _Listener(self.streaming, topic, outlet, admitted)
                with listener.stack:
                    await _listen(socket, outlet, listener)
            finally:
                hub.release(key)
        finally:
            slots.give_back(admitted.key)

    async def _login(self, exchange: Exchange, socket: web.WebSocketResponse) -> Admitted | None:
        """Return who has proven itself, and holds a slot; None who did not in time."""
        try:
            message = await socket.receive(timeout=LOGIN_TIMEOUT_S)
        except TimeoutError:
            return None
        asked = words.said(message.data) if message.type in TEXTS else None
        if not isinstance(asked, words.Authenticate):
            await socket.send_bytes(words.authorization(False, "listen"))
            return None
        admission = self.streaming.admission
        try:
            admitted = await self.streaming.hub.blocking(admission.prove, asked.headers)
            admission.check(admitted, "open")
            admission.slots.take(admitted.key)
        except Refusal as refused:
            exchange.reason = refused.reason
            await socket.send_bytes(words.authorization(False))
            return None
        exchange.admitted = admitted
        await socket.send_bytes(words.authorization(True))
        return admitted


@dataclass(slots=True)
class _Listener:
    """What an authenticated connection listens to, if it does; closing the stack ends it."""

    streaming: Streaming
    topic: Topic
    outlet: TransportOutlet
    admitted: Admitted
    stack: ExitStack = field(default_factory=ExitStack)
    reader: Reader | None = None

    def listen(self, streams: tuple[str, ...]) -> None:
        """Listen to these streams from now on, and to no other."""
        if streams and self.reader is None:
            window = Window(account_id=self._principal.account_id)
            place = self.topic.head
            self.reader = self.streaming.reader(self.outlet, Wire.SOCKET, window, place)
            self.stack.enter_context(self.streaming.joined(self.topic, self.reader, self.admitted))
        elif not streams and self.reader is not None:
            self.reader = None
            self.stack.close()

    @property
    def _principal(self) -> Principal:
        return self.admitted.principal


async def _listen(
    socket: web.WebSocketResponse, outlet: TransportOutlet, listener: _Listener
) -> None:
    """Take what the client says until either side ends it."""
    while True:
        receiving = asyncio.ensure_future(socket.receive())
        both: set[asyncio.Future[Any]] = {receiving, outlet.ended}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if outlet.ended.done():
            receiving.cancel()
            ending, dropped = outlet.ended.result()
            code = CODES.get(ending, WSCloseCode.INTERNAL_ERROR)
            await socket.close(code=code, message=ending.comment(dropped).encode())
            return
        message = receiving.result()
        if message.type not in TEXTS:
            return
        await _answer(socket, message, listener)


async def _answer(socket: web.WebSocketResponse, message: WSMessage, listener: _Listener) -> None:
    asked = words.said(message.data)
    if isinstance(asked, words.Listen):
        await socket.send_bytes(words.listening(asked.streams))
        listener.listen(asked.streams)
    elif isinstance(asked, words.Authenticate):
        await socket.send_bytes(words.authorization(True))
    else:
        await socket.send_bytes(words.error("the message is not understood"))
