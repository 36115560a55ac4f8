"""One connection as the fan-out sees it: what it wants, where it stands, and its way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.entry import Entry
from shared.eu.relay.model.window import Window


class Wire(Enum):
    """The protocol that a connection speaks."""

    SSE = "sse"
    SOCKET = "socket"


def encoded(wire: Wire, entry: Entry) -> bytes:
    """Return an event as a wire has it."""
    return entry.sse if wire is Wire.SSE else entry.socket_frame()


class Outlet(Protocol):
    """The sending side of a connection; it keeps at most what one write gave it."""

    @property
    def is_ready(self) -> bool:
        """Say whether everything written so far has left."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over whole frames."""
        ...

    def finish(self, ending: Ending, dropped: int) -> None:
        """End the connection after what was written, with its last words."""
        ...


class Standing(Enum):
    """Where a reader gets its next event from."""

    LIVE = "with its group, as soon as there is one"
    WALKING = "from the ring, by its own position"
    REPLAYING = "from the pages"
    OVER = "nowhere"


GroupKey = tuple[Wire, str | None, str | None]


@dataclass(eq=False, slots=True)
class Reader:
    """A connection: `position` is the next event's, `page` the page that it lies in.

    `blocked_since_ms` is when its way out was first found full, None while it is not; it `has_met`
    the head once it was there, and is late from then on where it is not. `ends_at` is the position
    that it is complete at, None as long as it is not known; `is_settling` once that is asked for.
    """

    outlet: Outlet
    wire: Wire
    window: Window
    position: int
    page: int
    written_at_ms: int
    standing: Standing = Standing.WALKING
    blocked_since_ms: int | None = None
    has_met: bool = False
    ends_at: int | None = None
    is_settling: bool = False

    @property
    def is_over(self) -> bool:
        return self.standing is Standing.OVER

    @property
    def group(self) -> GroupKey:
        """Return whom it shares every byte with while it is live."""
        return self.wire, self.window.account_id, self.window.since_at

    def send(self, entries: Sequence[Entry], now_ms: int) -> bool:
        """Send what the window wants of the next events; return False where it ends with them."""
        frames, goes_on = [], True
        for entry in entries:
            if self.window.is_before(entry):
                goes_on = False
                break
            if self.window.wants(entry):
                frames.append(encoded(self.wire, entry))
            if self.window.ends_with(entry):
                goes_on = False
                break
        if frames:
            self.outlet.write(b"".join(frames))
            self.written_at_ms = now_ms
        self.position, self.page = entries[-1].position + 1, entries[-1].page
        return goes_on
