"""The WebSocket of trade updates: live only, credentials in the first message (Alpaca's protocol).

Its frames are the ring's, in binary; aiohttp writes only answers and pings between them.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import WSCloseCode, web

from shared.core.errors import Refusal, StoreError
from shared.eu.relay.model import trade_updates as words
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.feed import Feed
from shared.eu.relay.model.page import TopicKey
from shared.eu.relay.server.admission import Admitted
from shared.eu.relay.server.event_stream import Streaming
from shared.eu.relay.server.exchange import Exchange, log_failure
from shared.eu.relay.server.listener import BYE, TEXTS, UNPROVEN, Farewell, Listener, converse
from shared.eu.relay.server.outlets import TransportOutlet

LOGIN_TIMEOUT_S = 10
PING_S = 20
CLOSE_TIMEOUT_S = 5
MESSAGE_BYTES_MAX = 16 * 1024


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
            await _close(socket, *await self._conversation(exchange, feed, socket, outlet))
        finally:
            outlet.release()
        return socket

    async def _conversation(
        self,
        exchange: Exchange,
        feed: Feed,
        socket: web.WebSocketResponse,
        outlet: TransportOutlet,
    ) -> Farewell:
        """Converse; return how to part, after a fault as well: there is no HTTP here any more."""
        try:
            return await self._converse(exchange, feed, socket, outlet)
        except ConnectionError:  # the client has gone
            return BYE
        except StoreError as error:
            log_failure(exchange, "store", error)
            return WSCloseCode.TRY_AGAIN_LATER, Ending.FAILED.comment()
        except Exception as error:
            log_failure(exchange, "unexpected", error)
            return WSCloseCode.INTERNAL_ERROR, Ending.FAILED.comment()

    async def _converse(
        self,
        exchange: Exchange,
        feed: Feed,
        socket: web.WebSocketResponse,
        outlet: TransportOutlet,
    ) -> Farewell:
        admitted = await self._login(exchange, socket)
        if admitted is None:
            return UNPROVEN
        hub, slots = self.streaming.hub, self.streaming.admission.slots
        key = TopicKey(admitted.principal.correspondent, feed.stream.value)
        try:
            await socket.send_bytes(words.authorization(True))
            topic = await hub.claim(key)
            try:
                return await converse(socket, Listener(self.streaming, topic, outlet, admitted))
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
            admission.slots.take(admitted.key)  # the last step: whoever gets it gives it back
        except Refusal as refused:
            exchange.reason = refused.reason
            await socket.send_bytes(words.authorization(False))
            return None
        exchange.admitted = admitted
        return admitted


async def _close(socket: web.WebSocketResponse, code: WSCloseCode, text: str) -> None:
    """Part; whoever takes nothing is not waited for."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await socket.close(code=code, message=text.encode())
