"""The fan-out of one stream: one ring, and no queue for any connection (D11).

Readers in step with the head are in a group that shares every byte; they own nothing. One that is
slow, or has bounds, owns a position in the ring and walks by itself; one whose position has left
the ring is replayed from the pages until it is back. One with an upper bound ends where the
database does, once all that can belong to it is recorded. Every step runs in one thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.core.clock import Clock, epoch_ms
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.model.entry import Entry, chunk, entries_of
from shared.eu.relay.model.page import Page, TopicKey
from shared.eu.relay.model.ring import Ring
from shared.eu.relay.service.history import Place
from shared.eu.relay.service.reader import GroupKey, Reader, Standing, Wire, encoded

BATCH_BYTES = 64 * 1024
HEARTBEAT = chunk(":heartbeat\n\n")


@dataclass(frozen=True, slots=True)
class Limits:
    """What connections are held to.

    A ring takes `ring_bytes`. A connection is told that it is alive every `heartbeat_ms`; it is
    ended when nothing left for `stall_ms`, or when it was at the head and is `behind_max` late.
    """

    ring_bytes: int = 2 * 1024 * 1024
    heartbeat_ms: int = 12_000
    stall_ms: int = 30_000
    behind_max: int = 100_000


@dataclass(slots=True)
class _Group:
    """Readers that get the same bytes at the same time; each would be as good a sample."""

    sample: Reader
    readers: set[Reader] = field(default_factory=set)
    written_at_ms: int = 0


class Topic:
    """One stream of one partner.

    `replay` is asked for readers whose position left the ring, `settle` for those that have an
    upper bound, and are at the head when nothing more can be recorded that belongs to them.
    """

    def __init__(
        self,
        key: TopicKey,
        head: Place,
        limits: Limits,
        clock: Clock,
        replay: Callable[["Topic", Reader], None],
        settle: Callable[["Topic", Reader], None],
    ) -> None:
        self.key = key
        self._limits = limits
        self._clock = clock
        self._replay = replay
        self._settle = settle
        self._ring = Ring(head.position, limits.ring_bytes)
        self._next_page = head.page
        self._groups: dict[GroupKey, _Group] = {}
        self._alone: set[Reader] = set()
        self._flushed = head
        self._has_failed = False

    @property
    def head(self) -> Place:
        return Place(self._ring.head, self._next_page)

    @property
    def readers(self) -> list[Reader]:
        return [*self._alone, *(each for group in self._groups.values() for each in group.readers)]

    def take(self, page: Page) -> None:
        """Add the next page.

        Raises ValueError for any other.
        """
        if page.key != self.key or page.number != self._next_page:
            raise ValueError("a page of another stream, or not the next one")
        self._ring.append(entries_of(page))
        self._next_page += 1

    def flush(self) -> None:
        """Send what is new to everybody who is in step, then let the others go on."""
        if self._flushed.position < self._ring.base:
            self._scatter(self._flushed)
        while self._flushed.position < self._ring.head:
            entries = self._ring.from_position(
                max(self._flushed.position, self._ring.base), BATCH_BYTES
            )
            self._send_live(entries)
            self._flushed = Place(entries[-1].position + 1, entries[-1].page)
        for reader in list(self._alone):
            self.go_on(reader)

    def join(self, reader: Reader) -> None:
        """Let a connection have its events from its position on."""
        self._alone.add(reader)
        if self._has_failed:
            self.end(reader, Ending.FAILED)
        self.go_on(reader)

    def leave(self, reader: Reader) -> None:
        """Forget a connection."""
        reader.standing = Standing.OVER
        self._alone.discard(reader)
        group = self._groups.get(reader.group)
        if group is not None:
            group.readers.discard(reader)
            if not group.readers:
                del self._groups[reader.group]

    def go_on(self, reader: Reader) -> None:
        """Send a walking connection what it can take now."""
        while reader.standing is Standing.WALKING and self._is_free(reader):
            if reader.ends_at is not None and reader.position >= reader.ends_at:
                self.end(reader, Ending.COMPLETE)
            elif reader.position < self._ring.base:
                reader.standing = Standing.REPLAYING
                self._replay(self, reader)
            elif reader.position < self._ring.head:
                entries = self._ring.from_position(reader.position, BATCH_BYTES)
                self._send(reader, entries)
            else:
                self._arrive(reader)
                return

    def give(self, reader: Reader, page: Page) -> None:
        """Send a replayed connection what it lacks of a page."""
        entries = [each for each in entries_of(page) if each.position >= reader.position]
        if entries and reader.standing is Standing.REPLAYING:
            self._send(reader, entries)
        reader.page = max(reader.page, page.number + 1)

    def lacks(self, reader: Reader) -> bool:
        """Say whether a replayed connection still has to be given pages."""
        return reader.standing is Standing.REPLAYING and reader.position < self._ring.base

    def walk(self, reader: Reader) -> None:
        """Let a replayed connection go on from the ring."""
        if reader.standing is Standing.REPLAYING:
            reader.standing = Standing.WALKING
            self.go_on(reader)

    def end_at(self, reader: Reader, position: int) -> None:
        """Let a connection end when it has come to a position."""
        reader.ends_at = position
        self.go_on(reader)

    def end(self, reader: Reader, ending: Ending) -> None:
        """End a connection."""
        if not reader.is_over:
            dropped = max(0, self._ring.head - self.position_of(reader))
            self.leave(reader)
            reader.outlet.finish(ending, dropped)

    def fail(self) -> None:
        """End every connection, and each that comes: this topic gets no pages any more."""
        self._has_failed = True
        for reader in self.readers:
            self.end(reader, Ending.FAILED)

    def position_of(self, reader: Reader) -> int:
        """Return the position of the reader's next event."""
        return self._flushed.position if reader.standing is Standing.LIVE else reader.position

    def sweep(self) -> None:
        """Look after the connections: who waits for a sign of life, and who stands in the way."""
        now_ms = epoch_ms(self._clock.now())
        for reader in list(self._alone):
            self._sweep_one(reader, now_ms)
        for group in list(self._groups.values()):
            if now_ms - group.written_at_ms >= self._limits.heartbeat_ms:
                group.written_at_ms = now_ms
                sign = HEARTBEAT if group.sample.wire is Wire.SSE else b""
                self._write_live(group, sign, self._flushed)

    def _send_live(self, entries: list[Entry]) -> None:
        now_ms, start = epoch_ms(self._clock.now()), Place(entries[0].position, entries[0].page)
        for group in list(self._groups.values()):
            wire, wants = group.sample.wire, group.sample.window.wants
            frames = [encoded(wire, entry) for entry in entries if wants(entry)]
            if frames:
                group.written_at_ms = now_ms
                self._write_live(group, b"".join(frames), start)

    def _write_live(self, group: _Group, data: bytes, start: Place) -> None:
        full = []
        for reader in group.readers:
            if reader.outlet.is_ready:
                if data:
                    reader.outlet.write(data)
            else:
                full.append(reader)
        for reader in full:
            self._set_apart(reader, start)

    def _scatter(self, start: Place) -> None:
        for reader in [each for group in self._groups.values() for each in group.readers]:
            self._set_apart(reader, start)

    def _set_apart(self, reader: Reader, start: Place) -> None:
        """Let a live reader walk by itself from a place on."""
        self.leave(reader)
        reader.standing = Standing.WALKING
        reader.position, reader.page = start.position, start.page
        self._alone.add(reader)
        self._is_free(reader)

    def _arrive(self, reader: Reader) -> None:
        """Do what is to be done at the head: go live, or wait there for the end."""
        self._ask_for_end(reader)
        reader.has_met = True
        if not reader.window.is_bounded and reader.position == self._flushed.position:
            self._alone.discard(reader)
            reader.standing = Standing.LIVE
            group = self._groups.setdefault(reader.group, _Group(reader))
            group.written_at_ms = max(group.written_at_ms, reader.written_at_ms)
            group.readers.add(reader)

    def _ask_for_end(self, reader: Reader) -> None:
        closes_at_ms = reader.window.closes_at_ms
        if closes_at_ms is None or reader.is_settling:
            return
        if epoch_ms(self._clock.now()) > closes_at_ms:
            reader.is_settling = True
            self._settle(self, reader)

    def _send(self, reader: Reader, entries: list[Entry]) -> None:
        if not reader.send(entries, epoch_ms(self._clock.now())):
            self.end(reader, Ending.COMPLETE)

    def _is_free(self, reader: Reader) -> bool:
        """Note since when a reader's way out is full."""
        if reader.outlet.is_ready:
            reader.blocked_since_ms = None
            return True
        if reader.blocked_since_ms is None:
            reader.blocked_since_ms = epoch_ms(self._clock.now())
        return False

    def _sweep_one(self, reader: Reader, now_ms: int) -> None:
        late = self._ring.head - reader.position
        if not self._is_free(reader):
            since_ms = reader.blocked_since_ms or now_ms
            is_late = reader.has_met and late > self._limits.behind_max
            if now_ms - since_ms >= self._limits.stall_ms or is_late:
                self.end(reader, Ending.TOO_SLOW)
            return
        self.go_on(reader)
        is_idle = now_ms - reader.written_at_ms >= self._limits.heartbeat_ms
        if reader.standing is Standing.WALKING and reader.wire is Wire.SSE and is_idle:
            reader.outlet.write(HEARTBEAT)
            reader.written_at_ms = now_ms
