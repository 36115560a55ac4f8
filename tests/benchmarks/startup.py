"""Time the stack from the command to the first accepted order.

`python -m tests.benchmarks.startup`. Beside it, in the same round: both of Google's emulators by
themselves, until each answers.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import TemporaryDirectory

from emulators.google_emulators import Kind, launch_emulator, stop, wait_ready
from emulators.processes import stop_process
from emulators.sandbox import ROOT
from tests.benchmarks import results
from tests.benchmarks.paths import send
from tests.benchmarks.real_path import path_of
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median
from tests.benchmarks.stack import SANDBOX, environment, prepare

ROUNDS = 3
COMMAND_TIMEOUT_S = 150
KINDS: tuple[Kind, ...] = ("firestore", "pubsub")


def measure() -> list[Row]:
    """Run all rounds; print and keep them. The stack's folder is new in the first start only."""
    rmtree(SANDBOX.directory, ignore_errors=True)
    fresh_s = _stack_s()
    stacks, emulators = [], []
    for _ in range(ROUNDS):
        emulators.append(_emulators_s())
        stacks.append(_stack_s())
    ratio = median(stacks) / median(emulators)
    figures = {
        "unit": "s; the stack to its first accepted order, the emulators until both answer",
        "stack": stacks,
        "stack_in_a_new_folder": fresh_s,
        "emulators": emulators,
        "ratio_p50": round(ratio, 2),
    }
    results.keep("startup", figures)
    own, beside = f"{median(stacks):.1f}", f"{median(emulators):.1f}"
    return [Row("start to first accepted order, s", own, beside, f"{ratio:.2f}", "")]


def _stack_s() -> float:
    started_s = time.monotonic()
    with _sandbox_up():
        state = SANDBOX.state() or {}
        path = path_of(state["api_url"], state["partners"])
        connection = path.connect()
        send(connection, path.new_order(Random()))
        connection.close()
        return round(time.monotonic() - started_s, 2)


@contextmanager
def _sandbox_up() -> Iterator[None]:
    try:
        _run("up", "--background")
        yield
    finally:
        _run("down")


def _run(*arguments: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "emulators", *arguments],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    try:
        if process.wait(COMMAND_TIMEOUT_S) != 0:
            raise RuntimeError(f"`emulators {arguments[0]}` failed; see {SANDBOX.logs}")
    finally:
        stop_process(process, COMMAND_TIMEOUT_S)


def _emulators_s() -> float:
    with TemporaryDirectory() as folder, ExitStack() as cleanup:
        logs = {kind: Path(folder, f"{kind}.log") for kind in KINDS}
        started_s = time.monotonic()
        running = [launch_emulator(kind, logs[kind]) for kind in KINDS]
        for emulator in running:
            cleanup.callback(stop, emulator)
        for emulator in running:
            wait_ready(emulator, logs[emulator.kind])
        return round(time.monotonic() - started_s, 2)


if __name__ == "__main__":
    prepare()
    results.table(measure())
