"""A thousand listeners of one stream in one process: counts what comes, and publishes in step."""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

READ_BYTES = 512 * 1024
TIMEOUT_S = 20
# Once in each event, and nowhere else.
MARK = b"@event@"
BODY = b'{"event":"fill","mark":"%b","pad":"%b"}' % (MARK, b"x" * 480)


@dataclass(frozen=True, slots=True)
class Server:
    """A fan-out server that answers at a port: how to listen, and how to publish a body."""

    name: str
    port: int
    listen: bytes
    publish: Callable[[bytes], bytes]


class _Listener:
    """One connection and how many events it has had."""

    def __init__(self, server: Server) -> None:
        self.socket = _connected(server.port)
        self.socket.sendall(server.listen)
        self.count = 0
        self._tail = b""

    def begin(self) -> None:
        """Read up to the end of the answer's head."""
        head = b""
        while b"\r\n\r\n" not in head:
            data = self.socket.recv(4096)
            head += data
            if not data or not head.startswith(b"HTTP/1.1 200"[: len(head)]):
                raise RuntimeError(f"a stream was refused: {head[:40]!r}")
        self.socket.setblocking(False)

    def read(self) -> int:
        """Count the events that have come."""
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise RuntimeError("a stream has ended")
        came = (self._tail + data).count(MARK)
        self._tail = (self._tail + data)[-len(MARK) + 1 :]
        self.count += came
        return came


class Listeners:
    """Connections to one server."""

    def __init__(self, server: Server, connections: int) -> None:
        self._server = server
        self._listeners = [_Listener(server) for _ in range(connections)]
        self._selector = selectors.DefaultSelector()
        for listener in self._listeners:
            listener.begin()
            self._selector.register(listener.socket, selectors.EVENT_READ, listener)
        self._publisher = _connected(server.port)
        self._publisher.setblocking(False)
        self._selector.register(self._publisher, selectors.EVENT_READ)
        self._request = server.publish(BODY)

    def saturate(self, duration_s: float, window: int) -> float:
        """Return deliveries a second, with at most `window` events on their way to everybody.

        Raises RuntimeError where a listener missed one or had one twice.
        """
        started_s = time.monotonic()
        ends_s = started_s + duration_s
        published = answered = delivered = 0
        while (now_s := time.monotonic()) < ends_s + TIMEOUT_S:
            if now_s < ends_s:
                room = window - (published - delivered // len(self._listeners))
                if room > 0 and published == answered:
                    self._publisher.sendall(self._request * room)
                    published += room
            elif delivered >= published * len(self._listeners):
                break
            for key, _ in self._selector.select(0.5):
                if key.data is None:
                    answered += self._publisher.recv(READ_BYTES).count(b"HTTP/1.1 20")
                else:
                    delivered += key.data.read()
        taken_s = time.monotonic() - started_s
        if {listener.count for listener in self._listeners} != {published}:
            raise RuntimeError(f"{self._server.name}: not everybody had every event once")
        return delivered / taken_s

    def close(self) -> None:
        """Close all connections."""
        self._selector.close()
        self._publisher.close()
        for listener in self._listeners:
            listener.socket.close()


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
