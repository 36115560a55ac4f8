"""The whole local stack for the time of a benchmark, in a folder of its own."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import DIRECTORY_VARIABLE, ROOT, Sandbox

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 20
SANDBOX = Sandbox(ROOT / "build" / "bench" / "stack")
# No benchmark is about the rate limit, and emulators that the user runs stay the user's.
SETTINGS = {"RATE_LIMIT_PER_MINUTE": "1000000"}
IGNORED = ("FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST")


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that is up: what `state.json` says, and where the routers answer."""

    state: dict[str, Any]
    router_urls: dict[str, str]

    @property
    def firestore_host(self) -> str:
        return str(self.state["eu"]["firestore_host"])

    @property
    def pubsub_host(self) -> str:
        return str(self.state["eu"]["pubsub_host"])


def prepare() -> None:
    """Let this process stop what it starts when it is asked to end, and pass by any proxy."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = "127.0.0.1,localhost"


def environment() -> dict[str, str]:
    """Return the environment that a benchmark's stack is started with."""
    kept = {name: value for name, value in os.environ.items() if name not in IGNORED}
    return kept | SETTINGS | {DIRECTORY_VARIABLE: str(SANDBOX.directory)}


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Start the stack as `make sandbox-up` does, tied to this process; stop it in the end."""
    ports = {region: free_port() for region in ("eu", "us")}
    asked = {f"TWO_LEDGER_ROUTER_{name.upper()}_PORT": str(port) for name, port in ports.items()}
    log = SANDBOX.log("supervisor")
    log.unlink(missing_ok=True)
    command = [sys.executable, "-u", "-m", "emulators", "serve"]
    process = spawn(command, log, environment=environment() | asked, cwd=ROOT)
    try:
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while (state := _state_of(process.pid)) is None:
            if process.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError(f"the stack did not start; see {log}")
            time.sleep(0.05)
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        yield Stack(state, urls)
    finally:
        stop_process(process, STOP_TIMEOUT_S)


def _state_of(pid: int) -> dict[str, Any] | None:
    state = SANDBOX.state()
    return state if state and state["processes"]["supervisor"] == pid else None
