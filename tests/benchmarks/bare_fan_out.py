"""The least that fans out: every body that is posted goes, framed once, to all that listen.

`python bare_fan_out.py PORT`. No credentials, no history, no bound on what is kept for a reader.
"""

import asyncio
import sys
from typing import Any

from shared.eu.relay.server.serving import run

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"6\r\n: ok\n\n\r\n"
)
TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """A publisher, or a listener once it has asked."""

    listeners: set[Any] = set()  # noqa: RUF012  # one for the process

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: Any) -> None:
        """Remember the way out."""
        self._transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        """Forget a listener."""
        self.listeners.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Take requests, as many as are whole."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, rest = self._buffer.partition(b"\r\n\r\n")
            if head.startswith(b"GET"):
                self._buffer = rest
                self._transport.write(HEAD)
                self.listeners.add(self._transport)
                return
            length = int(head.lower().partition(LENGTH)[2].split(b"\r\n")[0])
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._fan_out(rest[:length])

    def _fan_out(self, body: bytes) -> None:
        event = b"data: %b\n\n" % body
        frame = b"%x\r\n%b\r\n" % (len(event), event)
        for listener in self.listeners:
            listener.write(frame)
        self._transport.write(TAKEN)


async def _serve(port: int) -> int:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()
    return 0


if __name__ == "__main__":
    run(_serve(int(sys.argv[1])))
