"""Where a running stack keeps its files, and which ports it was told to use."""

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
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

    def state(self) -> dict[str, Any] | None:
        """Return what the running stack says of itself, None before it is ready."""
        try:
            state: dict[str, Any] = json.loads(self.state_file.read_text())
        except FileNotFoundError:
            return None
        return state

    def write_state(self, state: dict[str, Any]) -> None:
        """Replace the state file in one step; it holds credentials, so only we may read it."""
        draft = self.state_file.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state, indent=2) + "\n")
        draft.replace(self.state_file)

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
    def _lock_file(self) -> Path:
        return self.directory / "supervisor.lock"


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
