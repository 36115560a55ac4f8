"""The last events of one stream, encoded, bounded by their bytes.

Positions are the sequencer's: dense, so an event is found by counting from the oldest.
"""

from collections import deque
from collections.abc import Iterable

from shared.eu.relay.model.entry import Entry


class Ring:
    """Entries of the positions `base` to `head` - 1; a reader behind `base` asks the pages."""

    def __init__(self, head: int, bytes_max: int) -> None:
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._bytes_max = bytes_max
        self.base = head
        self.head = head

    def append(self, entries: Iterable[Entry]) -> None:
        """Add events in their order, and forget the oldest where they take too much."""
        for entry in entries:
            if entry.position != self.head:
                raise ValueError("positions are dense")
            self._entries.append(entry)
            self._bytes += entry.size
            self.head += 1
        while self._bytes > self._bytes_max and len(self._entries) > 1:
            self._bytes -= self._entries.popleft().size
            self.base += 1

    def from_position(self, position: int, bytes_max: int) -> list[Entry]:
        """Return the events from a position on, at least one, up to about `bytes_max`."""
        found: list[Entry] = []
        size = 0
        for index in range(position - self.base, len(self._entries)):
            entry = self._entries[index]
            if found and size + entry.size > bytes_max:
                break
            found.append(entry)
            size += entry.size
        return found
