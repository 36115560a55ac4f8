"""The sweeps of one process, one at a time: nudges and ticks that come meanwhile share the next."""

from dataclasses import dataclass, field
from threading import Lock

from shared.core.clock import Clock
from shared.eu.events.service.sequencer import Sequencer

# Who sweeps for others as well has to answer its own caller some time.
SWEEPS_PER_CALL_MAX = 50
# Under load a page for each event would cost as much as the event: what comes meanwhile shares one.
GATHER_MS = 20


@dataclass(slots=True)
class Sweeps:
    """Two sweeps at once would only take each other's pages."""

    sequencer: Sequencer
    _lock: Lock = field(default_factory=Lock)
    _is_running: bool = False
    _is_wanted: bool = False

    @property
    def clock(self) -> Clock:
        """Return the sequencer's clock."""
        return self.sequencer.clock

    def sweep(self) -> int:
        """Page what there is, and what comes meanwhile; return how many records that were.

        0 where somebody is sweeping, who then looks again. Raises what a sweep raises; what is left
        then is for the next call.
        """
        if not self._may_start():
            return 0
        count = 0
        try:
            for _ in range(SWEEPS_PER_CALL_MAX):
                count += self.sequencer.sweep()
                if not self._goes_on():
                    return count
                self.clock.sleep_ms(GATHER_MS)
        except BaseException:
            self._stop()
            raise
        self._stop()
        return count

    def _may_start(self) -> bool:
        with self._lock:
            self._is_wanted = self._is_running
            starts, self._is_running = not self._is_running, True
        return starts

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_running, self._is_wanted = self._is_wanted, False
            return self._is_running

    def _stop(self) -> None:
        with self._lock:
            self._is_running = self._is_wanted = False
