"""The whole local stack for tests, in a directory of its own beside any sandbox of a developer."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from emulators.first_order import OrderFailed, send_first_order
from emulators.processes import is_alive, spawn, stop_process
from emulators.sandbox import DIRECTORY_VARIABLE, ROOT, Sandbox
from tests.unit.emulators.processes_of import wait_until

START_TIMEOUT_S = 120
COMMAND_TIMEOUT_S = 150


@dataclass(frozen=True, slots=True)
class StackCommands:
    """`python -m emulators …` in one directory, with nothing of our environment but the tools."""

    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def sandbox(self) -> Sandbox:
        return Sandbox(self.directory)

    def run(self, *arguments: str, module: str = "emulators") -> subprocess.CompletedProcess[str]:
        """Run one command to its end; of the stack, or of another module."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=kept | {DIRECTORY_VARIABLE: str(self.directory)} | dict(self.environment),
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
        )

    def state(self) -> dict[str, Any]:
        """Return the state of the running stack."""
        state = self.sandbox.state()
        assert state is not None
        return state


def an_order_is_filled(state: dict[str, Any]) -> bool:
    """Tell whether an order crosses the border and comes back."""
    try:
        send_first_order(state, time.sleep)
    except OrderFailed:
        return False
    return True


def serve_stack(
    directory: Path, environment: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Run a stack that ends with this process; yield its state once every part answers."""
    sandbox = Sandbox(directory)
    process = spawn(
        [sys.executable, "-u", "-m", "emulators", "serve"],
        sandbox.log("supervisor"),
        environment={DIRECTORY_VARIABLE: str(directory)} | dict(environment or {}),
        cwd=ROOT,
    )
    try:
        wait_until(
            lambda: sandbox.state() is not None or not is_alive(process.pid),
            START_TIMEOUT_S,
            "a stack that answers",
        )
        state = sandbox.state()
        assert state is not None, sandbox.log("supervisor").read_text()
        yield state
    finally:
        stop_process(process)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return the `state.json` of a stack that all tests of the session share."""
    yield from serve_stack(tmp_path_factory.mktemp("stack"))
