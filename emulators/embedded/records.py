"""What was published, kept for whoever looks in through the inspection door."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import NamedTuple

from emulators.regions import RegionName
from shared.core.clock import Clock, epoch_ms
from shared.core.messages import Message

KEPT_MAX = 20_000


class Published(NamedTuple):
    """A message as it was published; numbers count from 1 over all topics."""

    number: int
    region: RegionName
    topic: str
    at_ms: int
    message: Message


@dataclass(slots=True)
class Records:
    """The last messages of all topics."""

    clock: Clock
    _kept: deque[Published] = field(default_factory=lambda: deque(maxlen=KEPT_MAX), repr=False)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)

    def add(self, region: RegionName, topic: str, messages: Sequence[Message]) -> None:
        """Keep what was published."""
        at_ms = epoch_ms(self.clock.now())
        with self._lock:
            for message in messages:
                self._kept.append(Published(next(self._numbers), region, topic, at_ms, message))

    @property
    def last_number(self) -> int:
        """Return the number of the newest message, 0 where there is none yet."""
        with self._lock:
            return self._kept[-1].number if self._kept else 0

    def after(self, number: int) -> list[Published]:
        """Return what was published after the message with this number."""
        with self._lock:
            return [each for each in self._kept if each.number > number]
