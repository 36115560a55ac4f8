"""One supervisor a directory; the state file is whole or absent; ports are free or said to be."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from emulators.ports import free_port
from emulators.sandbox import DIRECTORY_VARIABLE, ROOT, PortTaken, Sandbox, port_of

HOLD = """
import sys
from pathlib import Path
from emulators.sandbox import Sandbox
lock = Sandbox(Path(sys.argv[1])).lock()
print("held" if lock else "refused", flush=True)
sys.stdin.read()
"""


def test_the_directory_is_the_repositorys_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DIRECTORY_VARIABLE, raising=False)
    assert Sandbox.from_environment().directory == ROOT / ".sandbox"
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path))
    assert Sandbox.from_environment().directory == tmp_path


def test_the_lock_has_one_holder_and_ends_with_it(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    assert sandbox.supervisor_pid() is None
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert sandbox.lock() is None
        assert sandbox.supervisor_pid() == holder.pid
        holder.kill()
    assert sandbox.supervisor_pid() is None
    lock = sandbox.lock()
    assert lock is not None
    with lock:
        assert sandbox.supervisor_pid() == os.getpid()


def test_the_state_is_read_back_and_private(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    assert sandbox.state() is None
    sandbox.write_state({"processes": {"edge": 1}})
    sandbox.write_state({"processes": {"edge": 2}})
    assert sandbox.state() == {"processes": {"edge": 2}}
    assert stat.S_IMODE(sandbox.state_file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_port_is_free_or_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWO_LEDGER_ROUTER_EU_PORT", raising=False)
    assert 1024 < port_of("router-eu") < 32768
    port = free_port()
    monkeypatch.setenv("TWO_LEDGER_ROUTER_EU_PORT", str(port))
    assert port_of("router-eu") == port
    taken = pytest.raises(PortTaken, match=f"TWO_LEDGER_ROUTER_EU_PORT asks for port {port}")
    with socket.create_server(("127.0.0.1", port)), taken:
        port_of("router-eu")
