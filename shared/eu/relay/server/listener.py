"""An authenticated WebSocket: what its client says, what it listens to, and how both part."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from shared.eu.relay.model import trade_updates as words
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.window import Window
from shared.eu.relay.server.admission import Admitted
from shared.eu.relay.server.event_stream import Streaming
from shared.eu.relay.server.outlets import TransportOutlet
from shared.eu.relay.service.reader import Reader, Wire
from shared.eu.relay.service.topic import Topic

TEXTS = (WSMsgType.TEXT, WSMsgType.BINARY)
CODES = {
    Ending.TOO_SLOW: WSCloseCode.POLICY_VIOLATION,
    Ending.REVOKED: WSCloseCode.POLICY_VIOLATION,
    Ending.GOING_AWAY: WSCloseCode.SERVICE_RESTART,
}
Farewell = tuple[WSCloseCode, str]
"""The code and the text of a closing frame."""
UNPROVEN: Farewell = WSCloseCode.POLICY_VIOLATION, ""
BYE: Farewell = WSCloseCode.OK, ""


@dataclass(slots=True)
class Listener:
    """An authenticated connection, and what it listens to, if it does."""

    streaming: Streaming
    topic: Topic
    outlet: TransportOutlet
    admitted: Admitted
    stack: ExitStack = field(default_factory=ExitStack)
    reader: Reader | None = None

    def listen(self, streams: tuple[str, ...]) -> None:
        """Listen to these streams from now on, and to no other."""
        if streams and self.reader is None:
            window = Window(account_id=self.admitted.principal.account_id)
            place = self.topic.head
            self.reader = self.streaming.reader(self.outlet, Wire.SOCKET, window, place)
            self.stack.enter_context(self.streaming.joined(self.topic, self.reader))
        elif not streams and self.reader is not None:
            self.reader = None
            self.stack.close()

    def end(self, ending: Ending) -> None:
        """End the connection, whether it listens or not."""
        if self.reader is not None:
            self.topic.end(self.reader, ending)
        else:
            self.outlet.finish(ending, 0)


async def converse(socket: web.WebSocketResponse, listener: Listener) -> Farewell:
    """Take what the client says until either side ends it; return how to part."""
    ended = listener.outlet.ended
    with listener.streaming.watched(listener.admitted, listener.end), listener.stack:
        while True:
            receiving = asyncio.ensure_future(socket.receive())
            both: set[asyncio.Future[Any]] = {receiving, ended}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                receiving.cancel()
                ending, dropped = ended.result()
                return CODES.get(ending, WSCloseCode.INTERNAL_ERROR), ending.comment(dropped)
            message = receiving.result()
            if message.type not in TEXTS:
                return BYE
            if not await _answer(socket, message, listener):
                return UNPROVEN


async def _answer(socket: web.WebSocketResponse, message: WSMessage, listener: Listener) -> bool:
    """Answer what a client says; return False where it proves to be somebody else."""
    asked = words.said(message.data)
    if isinstance(asked, words.Listen):
        await socket.send_bytes(words.listening(asked.streams))
        listener.listen(asked.streams)
    elif isinstance(asked, words.Authenticate):
        is_same = asked.headers == listener.admitted.headers
        await socket.send_bytes(words.authorization(is_same))
        return is_same
    else:
        await socket.send_bytes(words.error("the message is not understood"))
    return True
