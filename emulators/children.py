"""The processes of the stack: how each is started, when it is due again after it died."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from emulators.processes import reap, spawn

BACKOFF_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
STEADY_S = 30.0
SILENCE_MAX_S = 60.0
STOP_TIMEOUT_S = 5.0


@dataclass(slots=True)
class Child:
    """One process; `answers` tells whether it does its work.

    Beside its environment it is told what `chosen` returns when it starts.
    """

    name: str
    command: Sequence[str]
    address: str
    log_path: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    chosen: Callable[[], Mapping[str, str]] = dict
    cwd: Path | None = None
    stop_signal: int = signal.SIGTERM
    _process: subprocess.Popen[bytes] | None = None
    _started_s: float = 0.0
    _deaths: int = 0

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the process."""
        self._started_s = time.monotonic()
        environment = {**self.environment, **self.chosen()}
        self._process = spawn(self.command, self.log_path, environment=environment, cwd=self.cwd)

    def is_dead(self) -> bool:
        """Tell whether the process was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def restart_if_due(self) -> bool:
        """Start a dead process again, at once or, when it keeps dying, after a growing pause."""
        if time.monotonic() - self._started_s > STEADY_S:
            self._deaths = 0
        pause_s = BACKOFF_S[min(self._deaths, len(BACKOFF_S) - 1)]
        if time.monotonic() < self._started_s + pause_s:
            return False
        self._deaths += 1
        self.start()
        return True

    def kill_if_silent(self) -> None:
        """Kill a process that should answer by now; its death is repaired like any other."""
        if self._process is not None and time.monotonic() - self._started_s > SILENCE_MAX_S:
            self._process.kill()

    def ask_to_stop(self) -> None:
        """Send the signal that ends the process in good order, and do not wait."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)

    def await_end(self) -> None:
        """Wait until a process that was asked to stop is gone; kill it when that takes long."""
        if self._process is not None:
            reap(self._process, STOP_TIMEOUT_S)
