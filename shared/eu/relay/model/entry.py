"""An event as it is sent: encoded once, and the same bytes for every connection."""

from dataclasses import dataclass, field

from shared.eu.relay.model.page import Page, PagedEvent

_WS_START = b'{"stream":"trade_updates","data":'
_BINARY_FINAL = 0x82
_SHORT_MAX, _MEDIUM_MAX = 125, 0xFFFF


@dataclass(slots=True)
class Entry:
    """One event in a ring or on its way out of a page.

    `sse` is the frame of the event stream with its HTTP chunk around it; the frame of the WebSocket
    is made when the first connection needs it.
    """

    position: int
    page: int
    event_id: str
    account_id: str
    at: str
    sse: bytes
    body_start: int
    _socket: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> int:
        """Return the bytes that the event takes on the wire."""
        return len(self.sse)

    def socket_frame(self) -> bytes:
        """Return the event as a WebSocket frame."""
        if not self._socket:
            body = self.sse[self.body_start : -len(b"\n\n\r\n")]
            self._socket = binary_frame(b"%b%b}" % (_WS_START, body))
        return self._socket


def entries_of(page: Page) -> list[Entry]:
    """Encode the events of a page."""
    return [_entry(page.number, event) for event in page.events]


def _entry(page: int, event: PagedEvent) -> Entry:
    start = b"id: %b\ndata: " % event.event_id.encode()
    text = b"%b%b\n\n" % (start, event.body.encode())
    header = b"%x\r\n" % len(text)
    return Entry(
        position=event.position,
        page=page,
        event_id=event.event_id,
        account_id=event.account_id,
        at=event.at,
        sse=b"%b%b\r\n" % (header, text),
        body_start=len(header) + len(start),
    )


def comment_chunk(text: str) -> bytes:
    """Return a comment, which clients ignore, as a chunk."""
    return chunk(f": {text}\n\n")


def chunk(text: str) -> bytes:
    """Return text as an HTTP chunk."""
    data = text.encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


def binary_frame(payload: bytes) -> bytes:
    """Return an unmasked binary WebSocket frame (RFC 6455 §5.2)."""
    size = len(payload)
    if size <= _SHORT_MAX:
        header = bytes((_BINARY_FINAL, size))
    elif size <= _MEDIUM_MAX:
        header = bytes((_BINARY_FINAL, 126)) + size.to_bytes(2)
    else:
        header = bytes((_BINARY_FINAL, 127)) + size.to_bytes(8)
    return header + payload
