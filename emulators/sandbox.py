"""Where a running stack keeps its files, and which ports it was told to use."""

import fcntl
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from emulators.ports import free_port, is_free

ROOT = Path(__file__).resolve().parents[1]
DIRECTORY_VARIABLE = "TWO_LEDGER_SANDBOX_DIR"


class PortTaken(Exception):
    """Say which port was asked for although somebody listens on it."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The files of one stack; `.sandbox` of the repository unless told otherwise."""

    directory: Path

    @classmethod
    def from_environment(cls) -> "Sandbox":
        """Return the sandbox that TWO_LEDGER_SANDBOX_DIR names, or the repository's own."""
        return cls(Path(os.environ.get(DIRECTORY_VARIABLE) or ROOT / ".sandbox").resolve())

    @property
    def logs(self) -> Path:
        return self.directory / "logs"

    @property
    def state_file(self) -> Path:
        return self.directory / "state.json"

    def log(self, name: str) -> Path:
        """Return the log of one process."""
        return self.logs / f"{name}.log"

    def bundle(self, name: str) -> Path:
        """Return the folder that a region's router, or a service by itself, runs in."""
        return self.directory / "bundles" / name

    @property
    def keys(self) -> Path:
        """Return the folder of the KMS's keys."""
        return self.directory / "kms"

    @property
    def objects(self) -> Path:
        """Return the folder of the EU's objects: documents of persons, encrypted."""
        return self.directory / "objects"

    @property
    def clock_shift_file(self) -> Path:
        """Return the file that says how far the stack's clock is ahead."""
        return self.directory / "clock.json"

    def clock_shift(self) -> timedelta:
        """Return how far the stack's clock is ahead of the machine's."""
        try:
            return timedelta(milliseconds=json.loads(self.clock_shift_file.read_text())["ahead_ms"])
        except FileNotFoundError:
            return timedelta()

    def write_clock_shift(self, ahead: timedelta) -> None:
        """Move the clock of every process of the stack, at once."""
        ahead_ms = ahead // timedelta(milliseconds=1)
        _write_whole(self.clock_shift_file, json.dumps({"ahead_ms": ahead_ms}))

    def market_settings(self) -> dict[str, str]:
        """Return what was chosen for the market since the start; functions are told at theirs."""
        try:
            return {"MARKET_HOURS": self._market_hours_file.read_text()}
        except FileNotFoundError:
            return {}

    def write_market_hours(self, hours: str) -> None:
        """Choose the market's hours for functions that start from now on."""
        _write_whole(self._market_hours_file, hours)

    def forget_controls(self) -> None:
        """Begin with the machine's time and the market that the environment names."""
        self.clock_shift_file.unlink(missing_ok=True)
        self._market_hours_file.unlink(missing_ok=True)

    def state(self) -> dict[str, Any] | None:
        """Return what the running stack says of itself, None before it is ready."""
        try:
            state: dict[str, Any] = json.loads(self.state_file.read_text())
        except FileNotFoundError:
            return None
        return state

    def write_state(self, state: dict[str, Any]) -> None:
        """Replace the state file in one step; it holds credentials, so only we may read it."""
        _write_whole(self.state_file, json.dumps(state, indent=2) + "\n")

    def change_state(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Rewrite the state file by what it says now; nobody's change is lost.

        Raises FileNotFoundError where no stack is ready.
        """
        with (self.directory / "state.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            changed = change(json.loads(self.state_file.read_text()))
            self.write_state(changed)
        return changed

    def lock(self) -> TextIO | None:
        """Become the directory's only supervisor, or return None where there is one.

        The lock ends with the process that holds it, however that ends.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        handle = self._lock_file.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        return handle

    def supervisor_pid(self) -> int | None:
        """Return the process id of the running supervisor, None where none runs."""
        with suppress(FileNotFoundError), self._lock_file.open() as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(handle.read() or 0) or None
        return None

    @property
    def _market_hours_file(self) -> Path:
        return self.directory / "market_hours"

    @property
    def _lock_file(self) -> Path:
        return self.directory / "supervisor.lock"


def _write_whole(file: Path, text: str) -> None:
    """Replace a file in one step; only we may read it."""
    draft = file.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)


def port_of(part: str) -> int:
    """Return the port of TWO_LEDGER_<PART>_PORT, else a free one.

    Raises PortTaken.
    """
    variable = f"TWO_LEDGER_{part.upper().replace('-', '_')}_PORT"
    asked = os.environ.get(variable)
    if not asked:
        return free_port()
    if not is_free(int(asked)):
        raise PortTaken(f"{variable} asks for port {asked}, but somebody listens there already.")
    return int(asked)
