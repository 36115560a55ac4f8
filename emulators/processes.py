"""Start and stop child processes that cannot outlive the process that started them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")
INHERITED = ("PATH", "HOME", "LANG")
STOP_TIMEOUT_S = 10


def spawn(
    command: Sequence[str],
    log_path: Path,
    *,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command as a direct child, in its own session, its output appended to a log.

    It sees `environment` and nothing else of ours but PATH, HOME and LANG. Call it from a thread
    that lives as long as the child shall: the child is killed when that thread ends.
    """
    log_path.parent.mkdir(parents=True, exist_ok=True)
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid())]
    with log_path.open("ab") as log:
        return subprocess.Popen(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_inherited() | dict(environment or {}),
            cwd=cwd or log_path.parent,
            start_new_session=True,
        )


def stop_process(process: subprocess.Popen[bytes], timeout_s: float = STOP_TIMEOUT_S) -> None:
    """Ask a child to end, kill it when it does not, and reap it."""
    if process.poll() is None:
        process.terminate()
    reap(process, timeout_s)


def reap(process: subprocess.Popen[bytes], timeout_s: float) -> None:
    """Wait for the end of a child that was asked to end; kill it when it takes longer."""
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not reaped yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self/stat").exists()  # without /proc, the signal has to do


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in INHERITED if name in os.environ}
