"""The ways out of the relay: frames go to a connection's transport as they are.

The transport's buffer is bounded by what one write gave it: while it holds anything, nothing more
is written.
"""

import asyncio
import socket
from collections.abc import Callable

from aiohttp import web

from shared.eu.relay.model.ending import Ending
from shared.eu.relay.server.protocol import StreamProtocol

SEND_BUFFER_BYTES = 128 * 1024  # the kernel doubles it
PEER_SILENCE_MS = 30_000


class TransportOutlet:
    """A connection that whole frames are written to; `ended` is why and how it shall end."""

    def __init__(self, request: web.BaseRequest) -> None:
        protocol, transport = request.protocol, request.transport
        if not isinstance(protocol, StreamProtocol) or transport is None:
            raise ConnectionResetError
        self._protocol = protocol
        self._transport = transport
        self._waiter: asyncio.Future[None] | None = None
        self._go_on: Callable[[], None] | None = None
        self.ended: asyncio.Future[tuple[Ending, int]] = asyncio.get_running_loop().create_future()
        transport.set_write_buffer_limits(high=0)
        _bound(transport)
        protocol.on_ready = self._ready

    def when_ready(self, go_on: Callable[[], None]) -> None:
        """Let `go_on` be called whenever everything written has left."""
        self._go_on = go_on

    @property
    def is_ready(self) -> bool:
        return not (self._protocol.writing_paused or self._transport.is_closing())

    def write(self, data: bytes) -> None:
        """Hand over whole frames."""
        self._transport.write(data)

    def finish(self, ending: Ending, dropped: int) -> None:
        """Let the connection's handler end it."""
        if not self.ended.done():
            self.ended.set_result((ending, dropped))

    async def ready(self) -> None:
        """Wait until everything written has left, or until the connection is to end."""
        while not self.is_ready and not self.ended.done():
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def cut(self, last_words_s: int) -> None:
        """Close without the end of a whole answer; what was written may leave for a while yet."""
        self._transport.close()
        loop = asyncio.get_running_loop()
        loop.call_later(last_words_s, self._transport.abort)

    def release(self) -> None:
        """Let the connection be used by others; nobody waits for it any more."""
        self._protocol.on_ready = None
        self._go_on = None
        self.ended.cancel()
        self._wake()

    def _ready(self) -> None:
        self._wake()
        if self._go_on is not None:
            self._go_on()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _bound(transport: asyncio.Transport) -> None:
    """Bound what the kernel keeps for a peer that does not read, and for how long."""
    raw = transport.get_extra_info("socket")
    if raw is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PEER_SILENCE_MS)
