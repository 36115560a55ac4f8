"""Bugs that the suite must catch: their list, and running a test over a copy that has one."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("bugs.toml")
TREES = ("shared", "functions", "emulators", "tests")
TIMEOUT_S = 300
_FAILED = re.compile(r"^FAILED (?P<node>\S+?(\[.*?\])?)( - .*)?$", re.MULTILINE)
_ERROR = re.compile(r"^ERROR ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bug:
    """One wrong line: what it would do, where it goes, which tests fail by it and what they say.

    `find` stands exactly once in `file`. `seeds` is how many schedules a simulation runs.
    """

    name: str
    harm: str
    file: str
    find: str
    replace: str
    caught_by: tuple[str, ...]
    shows: tuple[str, ...]
    seeds: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What pytest came to: the tests that failed, and all that it printed."""

    exit_code: int
    failed_nodes: frozenset[str]
    output: str

    @property
    def has_errors(self) -> bool:
        """Return whether a test could not even be run."""
        return _ERROR.search(self.output) is not None

    def failed(self, node: str) -> bool:
        """Return whether a test, or one of its parameters, failed."""
        return any(each == node or each.startswith(f"{node}[") for each in self.failed_nodes)

    @property
    def reasons(self) -> str:
        """Return what pytest says about why the tests failed."""
        return "\n".join(line for line in self.output.splitlines() if line.startswith("E "))


def listed() -> dict[str, Bug]:
    """Read the list, by name."""
    rows = tomllib.loads(LIST.read_text())["bug"]
    lists = ("caught_by", "shows")
    bugs = [Bug(**(row | {name: tuple(row[name]) for name in lists})) for row in rows]
    return {bug.name: bug for bug in bugs}


def copy_of(source: Path, folder: Path) -> Path:
    """Copy what the tests need, caches of compiled files included, to a new folder."""
    for tree in TREES:
        shutil.copytree(source / tree, folder / tree)
    shutil.copy2(source / "pyproject.toml", folder)
    return folder


def plant(bug: Bug, folder: Path) -> None:
    """Put a bug into a copy. Raises ValueError unless its place is found exactly once."""
    path = folder / bug.file
    text = path.read_text()
    if text.count(bug.find) != 1:
        raise ValueError(f"{bug.name}: its text is {text.count(bug.find)} times in {bug.file}")
    planted = text.replace(bug.find, bug.replace)
    compile(planted, str(path), "exec")
    path.write_text(planted)


def run(folder: Path, nodes: tuple[str, ...], seeds: int) -> Run:
    """Run tests in a copy, in a process of their own."""
    environment = {
        **os.environ,
        "SIMULATION_FIRST_SEED": "0",
        "SIMULATION_SEEDS": str(seeds),
        "PYTEST_ADDOPTS": "",
        # No test that catches a bug needs a plugin; loading them all is most of a short run.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "COLUMNS": "300",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-vv", "-rfE", "--tb=short", *nodes],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    failed = frozenset(match["node"] for match in _FAILED.finditer(ran.stdout))
    return Run(ran.returncode, failed, ran.stdout + ran.stderr)
