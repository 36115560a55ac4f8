"""What a sandbox may leave behind when it is stopped: nothing."""

import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emulators.processes import is_alive

CONNECT_TIMEOUT_S = 1


def leftovers(clone: Path, state: Mapping[str, Any]) -> list[str]:
    """Tell what is left of a sandbox in `clone` that described itself by `state`."""
    return [*_processes(clone, state), *_ports(state), *_files(clone)]


def _processes(clone: Path, state: Mapping[str, Any]) -> Iterator[str]:
    for name, pid in state["processes"].items():
        if is_alive(pid):
            yield f"{name} lives (pid {pid})"
    for process in Path("/proc").glob("[0-9]*"):
        if _belongs_to(process, clone) and is_alive(int(process.name)):
            yield f"a process of the folder lives (pid {process.name})"


def _belongs_to(process: Path, clone: Path) -> bool:
    try:
        command = (process / "cmdline").read_bytes()
        folder = (process / "cwd").readlink()
    except OSError:  # it ended meanwhile, or is another user's
        return False
    return str(clone).encode() in command or folder.is_relative_to(clone)


def _ports(state: Mapping[str, Any]) -> Iterator[str]:
    for address in sorted(set(_addresses(state))):
        host, _, port = address.rpartition(":")
        with socket.socket() as probe:
            probe.settimeout(CONNECT_TIMEOUT_S)
            if probe.connect_ex((host, int(port))) == 0:
                yield f"{address} answers"


def _addresses(state: Mapping[str, Any]) -> Iterator[str]:
    for key in ("api_url", "stream_url", "dashboard_url"):
        if state[key]:
            yield urlsplit(state[key]).netloc
    for region in ("eu", "us"):
        for key, value in state[region].items():
            if key.endswith("_host") and value:
                yield value


def _files(clone: Path) -> Iterator[str]:
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, check=True, capture_output=True, text=True
    )
    for line in status.stdout.splitlines():
        yield f"git status: {line}"
    if (clone / ".sandbox" / "state.json").exists():
        yield "state.json is still there"
