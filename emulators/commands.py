"""What `up`, `down` and `status` do; each returns the exit code."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, TextIO

from emulators import console, welcome
from emulators.first_order import OrderFailed, send_first_order
from emulators.google_emulators import MissingTool
from emulators.modes import UnknownMode, asked_mode
from emulators.parts import Parts, plan
from emulators.processes import is_alive
from emulators.sandbox import ROOT, PortTaken, Sandbox
from emulators.supervisor import StartFailed, Stopped, Supervisor
from functions.bundle import BundleError

LOOK_EVERY_S = 0.05
DOWN_TIMEOUT_S = 20

Show = Callable[[Sandbox, Mapping[str, Any], Supervisor], None]


def up_in_foreground(sandbox: Sandbox, *, as_json: bool) -> int:
    """Run the stack in this process, show its first order, and stay until Ctrl-C."""
    return _supervise(sandbox, _show_as_json if as_json else _show)


def serve(sandbox: Sandbox) -> int:
    """Run the stack in this process until SIGTERM; what the background process does."""
    return _supervise(sandbox, _show_nothing)


def up_in_background(sandbox: Sandbox, *, as_json: bool) -> int:
    """Start a detached supervisor and return when every part answers."""
    if sandbox.supervisor_pid():
        return _already_running(sandbox, as_json=as_json)
    sandbox.logs.mkdir(parents=True, exist_ok=True)
    with sandbox.log("supervisor").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "emulators", "serve"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _wait_until_up(sandbox, process, as_json=as_json)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 130


def down(sandbox: Sandbox) -> int:
    """Stop the stack, whichever way it was started; fine where none runs."""
    pid = sandbox.supervisor_pid()
    if pid is None:
        sandbox.state_file.unlink(missing_ok=True)  # left behind by a supervisor that was killed
        console.line("No sandbox is running.")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline_s = time.monotonic() + DOWN_TIMEOUT_S
    while is_alive(pid):
        if time.monotonic() > deadline_s:
            os.kill(pid, signal.SIGKILL)  # its children die with it
            sandbox.state_file.unlink(missing_ok=True)
            break
        time.sleep(LOOK_EVERY_S)
    console.line("The sandbox is stopped.")
    return 0


def status(sandbox: Sandbox) -> int:
    """Show the running stack; the exit code is 1 where none is ready."""
    state = sandbox.state() if sandbox.supervisor_pid() else None
    if state is None:
        console.line("No sandbox is ready.")
        return 1
    welcome.stack(state)
    return 0


def _supervise(sandbox: Sandbox, show: Show) -> int:
    lock = sandbox.lock()
    if lock is None:
        return _already_running(sandbox, as_json=show is _show_as_json)
    with lock:
        sandbox.state_file.unlink(missing_ok=True)
        try:
            supervisor = Supervisor(sandbox, _plan(sandbox), console.step)
        except (UnknownMode, PortTaken, BundleError) as error:
            console.bad(str(error))
            return 1
        return _run(supervisor, sandbox, show)


def _plan(sandbox: Sandbox) -> Parts:
    """Plan what is asked for; without emulators, a stack that needs none.

    Raises UnknownMode, PortTaken, BundleError.
    """
    try:
        return plan(sandbox, asked_mode())
    except MissingTool as missing:
        console.banner(
            "No emulators on this machine: both regions run in one process, in memory.",
            str(missing),
        )
        return plan(sandbox, "embedded")


def _run(supervisor: Supervisor, sandbox: Sandbox, show: Show) -> int:
    try:
        with console.starting("starting both regions …"):
            state = supervisor.start()
        show(sandbox, state, supervisor)
        supervisor.run()
    except Stopped:
        console.line("Stopped before the start was over.")
    except OrderFailed as failure:
        console.bad(f"The first order failed: {failure}")
        return 1
    except StartFailed as failure:
        console.bad(f"The sandbox did not start: {failure}. The end of {failure.part}.log:")
        console.tail(sandbox.log(failure.part))
        return 1
    finally:
        supervisor.stop()
    console.line("The sandbox is stopped.")
    return 0


def _show(sandbox: Sandbox, state: Mapping[str, Any], supervisor: Supervisor) -> None:
    console.line()
    welcome.stack(state)
    with console.starting("sending a first order across the border …"):
        journey = send_first_order(state, supervisor.pause)
    console.step("the first order is filled")
    welcome.first_order(journey)
    welcome.next_steps(state)
    console.line()
    console.good("The sandbox is ready. Ctrl-C stops everything.")


def _show_as_json(sandbox: Sandbox, state: Mapping[str, Any], supervisor: Supervisor) -> None:
    journey = send_first_order(state, supervisor.pause)
    console.result(welcome.as_json(sandbox, state, journey))


def _show_nothing(sandbox: Sandbox, state: Mapping[str, Any], supervisor: Supervisor) -> None:
    """Leave the terminal to whoever waits for this process."""


def _wait_until_up(sandbox: Sandbox, process: subprocess.Popen[bytes], *, as_json: bool) -> int:
    with sandbox.log("supervisor").open() as log:
        while process.poll() is None:
            _echo(log)
            state = sandbox.state()
            if state is not None and state["processes"]["supervisor"] == process.pid:
                console.good("The sandbox is ready.")
                _tell(sandbox, state, as_json=as_json)
                return 0
            time.sleep(LOOK_EVERY_S)
        _echo(log)
    return process.returncode


def _tell(sandbox: Sandbox, state: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        console.result(welcome.as_json(sandbox, state))
    else:
        welcome.stack(state)


def _echo(log: TextIO) -> None:
    for text in log.read().splitlines():
        console.line(text)


def _already_running(sandbox: Sandbox, *, as_json: bool) -> int:
    """Say that a stack runs; wait for one that is still starting."""
    while (state := sandbox.state()) is None and sandbox.supervisor_pid():
        time.sleep(LOOK_EVERY_S)
    if state is None:
        console.bad("A sandbox was starting and gave up; see its terminal or supervisor.log.")
        return 1
    console.line("A sandbox is already running.")
    _tell(sandbox, state, as_json=as_json)
    return 0
