"""Somebody who has cloned the repository and knows only the README."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

from emulators.sandbox import ROOT
from tests.acceptance.readme import PAGES, blocks

START_TIMEOUT_S = 900
"""The first start installs the requirements."""
ORDER_TIMEOUT_S = 60
COMMAND_TIMEOUT_S = 180
TERMINAL_SIZE = (60, 160)

# What a shell inherits from us and a stranger's does not have.
_OURS = re.compile(r"MAKE.*|MFLAGS|VIRTUAL_ENV|PYTHON.*|TWO_LEDGER_.*|.*_EMULATOR_HOST")
_ERASED = re.compile(r"[^\n]*\x1b\[2K")
_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Stranger:
    """Works in a fresh clone, with none of our settings."""

    clone: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Stranger":
        """Clone the last commit into an empty folder."""
        clone = folder / "two-ledger"
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)],
            check=True,
            env=_environment(),
        )
        return cls(clone)

    def shell(self) -> AbstractContextManager["Terminal"]:
        """Open a second terminal with a shell in it."""
        return self.terminal("bash", "--norc", "--noprofile", name="second-terminal")

    @contextmanager
    def terminal(
        self, command: str, *arguments: str, name: str = "terminal"
    ) -> Iterator["Terminal"]:
        """Run a command in a terminal; it ends with the block at the latest."""
        transcript = self.clone.parent / f"{name}.log"
        with transcript.open("w", buffering=1) as log:
            child = pexpect.spawn(
                command,
                list(arguments),
                cwd=self.clone,
                env=_environment() | {"TERM": "xterm-256color"},
                encoding="utf-8",
                dimensions=TERMINAL_SIZE,
                timeout=START_TIMEOUT_S,
            )
            child.logfile_read = log
            try:
                yield Terminal(child, transcript)
            finally:
                child.close(force=True)

    def run(self, *command: str, apart: bool = False) -> str:
        """Run a command to its end and return what it printed; `apart`, to stdout alone.

        Raises CalledProcessError, TimeoutExpired.
        """
        done = subprocess.run(
            command,
            cwd=self.clone,
            env=_environment(),
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if apart else subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
        )
        return done.stdout

    def readme_block(self, name: str) -> str:
        """Return a marked block of the README, or of a page that it names."""
        texts = [(self.clone / page).read_text() for page in PAGES]
        return blocks("\n".join(texts))[name]

    def follow_readme(self, name: str) -> str:
        """Run a marked block as it stands and return what it printed."""
        code = self.readme_block(name)
        if name.endswith("-python"):
            return self.run(".venv/bin/python", "-c", code)
        return self.run("bash", "-euo", "pipefail", "-c", code)

    def state(self) -> dict[str, Any]:
        """Return what the running sandbox says of itself."""
        state: dict[str, Any] = json.loads((self.clone / ".sandbox" / "state.json").read_text())
        return state


@dataclass(frozen=True, slots=True)
class Terminal:
    """A command that runs in a pseudo-terminal."""

    child: "pexpect.spawn[str]"
    transcript: Path

    def wait_for(self, pattern: str, timeout_s: float = ORDER_TIMEOUT_S) -> str:
        """Wait until a text is shown, after all that was waited for before; return it."""
        self.child.expect(pattern, timeout=timeout_s)
        return str(self.child.after)

    def paste(self, line: str) -> None:
        """Type a line and press Enter."""
        self.child.sendline(line)

    def press_ctrl_c(self) -> None:
        """Interrupt what runs in the terminal."""
        self.child.sendintr()

    def interrupt(self) -> None:
        """Press Ctrl-C and wait for the end."""
        self.press_ctrl_c()
        self.child.expect(pexpect.EOF, timeout=ORDER_TIMEOUT_S)

    def text(self) -> str:
        """Return all that was shown, without colours."""
        return plain(self.transcript.read_text())


def plain(text: str) -> str:
    """Return a terminal's text without colours, carriage returns and lines that were erased."""
    return _STYLE.sub("", _ERASED.sub("", text)).replace("\r", "")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not _OURS.fullmatch(name)}
