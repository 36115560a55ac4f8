"""Follow partners' event streams as their backends do: open, read, and go on after a break."""

import base64
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR, socket
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

STREAMS = {
    "trades": "/v2/events/trades",
    "activities": "/v2beta1/events/activities",
    "accounts": "/v1/events/accounts/status",
    "funding": "/v2/events/funding/status",
    "journals": "/v2/events/journals/status",
}
SILENCE_MAX_S = 30
"""A stream beats every 12 seconds; one that is silent for longer is broken."""
OPEN_TIMEOUT_S = 15
REOPEN_AFTER_S = 0.5
OK, RETRYABLE_STATUS = 200, 500


class StreamRefused(Exception):
    """Say why a stream cannot be followed."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it was heard: of which partner, on which stream, when."""

    correspondent: str
    stream: str
    heard_at_ms: int
    event: Mapping[str, Any]


class EventStreams:
    """The chosen streams of some partners, for as long as the block.

    Nothing is missed from the beginning of the block on; with `since` (a date or an instant) the
    history from then comes first. A broken connection is opened again after its last event.
    """

    def __init__(
        self,
        api_url: str,
        partners: Sequence[Mapping[str, Any]],
        streams: Sequence[str],
        since: str | None = None,
    ) -> None:
        self._heard: SimpleQueue[Told | StreamRefused] = SimpleQueue()
        self._readers = [
            _Reader(api_url, partner, stream, since, self._heard)
            for partner in partners
            for stream in streams
        ]

    def __enter__(self) -> Self:
        for reader in self._readers:
            reader.start()
        for reader in self._readers:
            if not reader.is_open.wait(OPEN_TIMEOUT_S):
                self._close()
                raise StreamRefused("the event streams do not answer")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def next(self, timeout_s: float) -> Told | None:
        """Return the next event of any stream, None where none comes in time.

        Raises StreamRefused.
        """
        try:
            heard = self._heard.get(timeout=timeout_s)
        except Empty:
            return None
        if isinstance(heard, StreamRefused):
            raise heard
        return heard

    def _close(self) -> None:
        for reader in self._readers:
            reader.close()


class _Reader(Thread):
    """Reads one stream, and opens it again where it breaks."""

    def __init__(
        self,
        api_url: str,
        partner: Mapping[str, Any],
        stream: str,
        since: str | None,
        heard: "SimpleQueue[Told | StreamRefused]",
    ) -> None:
        super().__init__(name=f"{partner['correspondent']}-{stream}", daemon=True)
        self._address = urlsplit(api_url).netloc
        self._partner, self._stream, self._since = partner, stream, since
        self._heard = heard
        self._last_id = ""
        self._closed = Event()
        self._socket: socket | None = None
        self.is_open = Event()

    def run(self) -> None:
        """Read until the end of the block."""
        while not self._closed.is_set():
            try:
                self._read()
            except StreamRefused as refusal:
                self._heard.put(refusal)
                self.is_open.set()
                return
            except (OSError, HTTPException):
                self._closed.wait(REOPEN_AFTER_S)

    def close(self) -> None:
        """Read nothing more."""
        self._closed.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(SHUT_RDWR)

    def _read(self) -> None:
        connection = HTTPConnection(self._address, timeout=SILENCE_MAX_S)
        try:
            connection.connect()
            self._socket = connection.sock
            response = self._ask(connection)
            if not self._last_id and self._since is None:
                self._since = _now_text()  # a break before the first event must lose none
            self.is_open.set()
            for event in events_of(response):
                self._last_id = event["event_id"]
                correspondent = self._partner["correspondent"]
                self._heard.put(Told(correspondent, self._stream, now_ms(), event))
        finally:
            connection.close()

    def _ask(self, connection: HTTPConnection) -> HTTPResponse:
        path, headers = STREAMS[self._stream], {"Authorization": basic(self._partner)}
        if self._last_id:
            headers["Last-Event-ID"] = self._last_id
        elif self._since is not None:
            path += f"?since={quote(self._since)}"
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        if response.status >= RETRYABLE_STATUS:
            raise HTTPException
        if response.status != OK:
            raise StreamRefused(f"{self.name}: {_message_of(response)}")
        return response


def events_of(lines: Iterator[bytes] | HTTPResponse) -> Iterator[dict[str, Any]]:
    """Yield the events of an open stream; comments and ids pass by."""
    for line in lines:
        if line.startswith(b"data: "):
            event: dict[str, Any] = json.loads(line[len(b"data: ") :])
            yield event


def basic(partner: Mapping[str, Any]) -> str:
    """Return the header by which a partner proves itself."""
    pair = f"{partner['api_key']}:{partner['api_secret']}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def now_ms() -> int:
    """Return whole milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _now_text() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _message_of(response: HTTPResponse) -> str:
    try:
        return f"{response.status} {json.loads(response.read())['message']}"
    except (ValueError, KeyError, TypeError):
        return str(response.status)
