"""Children cannot outlive their parent, and see nothing of its environment."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emulators.processes import LAUNCHER, is_alive, spawn, stop_process
from emulators.sandbox import ROOT
from tests.unit.emulators.processes_of import wait_until, wait_until_gone

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
PARENT = f"""
import sys
from pathlib import Path
from emulators.processes import spawn
print(spawn({SLEEP!r}, Path(sys.argv[1])).pid, flush=True)
sys.stdin.read()
"""


def test_a_child_dies_with_its_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "child.log")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_until(lambda: is_sleeping(child), 30, "the child's own program")
        parent.kill()
    wait_until_gone([child])


def is_sleeping(pid: int) -> bool:
    return b"time.sleep" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"launch.py")[0]


def test_a_command_whose_parent_is_gone_is_never_started() -> None:
    launched = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), "1", "echo", "started"],
        capture_output=True,
        text=True,
    )
    assert (launched.returncode, launched.stdout) == (1, "")


def test_a_child_sees_three_variables_and_what_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    log = tmp_path / "logs" / "child.log"
    code = "import os; print(sorted(os.environ))"
    spawn([sys.executable, "-c", code], log, environment={"GIVEN": "1"}).wait(30)
    assert set(eval(log.read_text())) <= {"GIVEN", "HOME", "LANG", "LC_CTYPE", "PATH"}
    assert "'GIVEN'" in log.read_text()


def test_a_child_is_its_own_session_and_a_direct_child(tmp_path: Path) -> None:
    child = spawn(SLEEP, tmp_path / "child.log")
    try:
        assert os.getsid(child.pid) == child.pid
        assert child.poll() is None
    finally:
        stop_process(child)
    assert child.returncode == -signal.SIGTERM
    assert not is_alive(child.pid)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    child = spawn([sys.executable, "-c", STUBBORN], log)
    try:
        wait_until(lambda: "ready" in log.read_text(), 30, "a child that ignores SIGTERM")
    finally:
        stop_process(child, timeout_s=0.2)
    assert child.returncode == -signal.SIGKILL


def test_a_process_that_was_not_reaped_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    wait_until(lambda: not is_alive(child.pid), 30, "its end")
    child.wait()
    assert not is_alive(child.pid)
