"""`two-ledger …` against the tests' stack, as an operator's shell runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from emulators.sandbox import DIRECTORY_VARIABLE, ROOT
from tests.e2e.running_stack import RunningStack

COMMAND_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    text: str
    errors: str

    @property
    def json(self) -> Any:
        """Return the one JSON value that was printed."""
        return json.loads(self.text)


def command_line(*arguments: str) -> list[str]:
    """Return what the launcher runs."""
    return [sys.executable, "-m", "emulators.operator", *arguments]


def environment(running: RunningStack) -> dict[str, str]:
    """Return an environment that names the tests' stack."""
    return dict(os.environ) | {DIRECTORY_VARIABLE: str(running.sandbox.directory)}


def two_ledger(running: RunningStack, *arguments: str) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        command_line(*arguments),
        cwd=ROOT,
        env=environment(running),
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Following:
    """A command that shows what happens while it happens."""

    process: subprocess.Popen[str]

    def wait_until_open(self) -> None:
        """Wait until it says that it listens."""
        assert self.process.stderr is not None
        said = self.process.stderr.readline()
        assert "Ctrl-C ends it" in said, said

    def line(self) -> str:
        """Wait for the next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(COMMAND_TIMEOUT_S)

    def lines(self) -> list[str]:
        """Wait for its end and return the lines that it printed."""
        text, errors = self.process.communicate(timeout=COMMAND_TIMEOUT_S)
        assert self.process.returncode == 0, errors
        return text.splitlines()


@contextmanager
def following(running: RunningStack, *arguments: str) -> Iterator[Following]:
    """Run a command that follows something; it ends with the block at the latest."""
    process = subprocess.Popen(
        command_line(*arguments),
        cwd=ROOT,
        env=environment(running),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Following(process)
        finally:
            process.kill()
