"""The supervisor with the whole stack: what dies comes back, what is stopped is gone."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulators.event_streams import basic
from emulators.kms import key_list
from emulators.local_http import ask
from shared.core.errors import Unavailable
from shared.gcp.keys import KmsKeys
from tests.stack_fixture import StackCommands, an_order_is_filled
from tests.unit.emulators.processes_of import (
    descendants,
    listening_addresses,
    still_listening,
    wait_until,
    wait_until_gone,
)

RECOVERY_TIMEOUT_S = 30
PARTS = {
    "firestore", "pubsub", "kms", "router-eu", "router-us", "relay", "edge", "supervisor",
}  # fmt: skip
EU_FIELDS = {"project", "firestore_host", "databases", "pubsub_host", "kms_host"}
PARTNER_FIELDS = {
    "name", "correspondent", "api_key", "api_secret", "client_id", "client_secret", "accounts",
}  # fmt: skip

pytestmark = pytest.mark.stack


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[StackCommands]:
    """Return the commands of a stack that is up, and is down afterwards."""
    commands = StackCommands(tmp_path / "sandbox")
    up = commands.run("up", "--background")
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        yield commands
    finally:
        commands.run("down")


def everything_of(commands: StackCommands) -> tuple[set[int], set[str]]:
    processes = descendants(commands.state()["processes"]["supervisor"])
    return processes, listening_addresses(processes)


def test_a_stack_lives_through_kills_and_leaves_nothing_behind(commands: StackCommands) -> None:
    state = commands.state()
    assert state["processes"].keys() == PARTS
    assert (state["eu"].keys(), len(state["partners"])) == (EU_FIELDS, 2)
    assert all(partner.keys() >= PARTNER_FIELDS for partner in state["partners"])
    assert {"stream_url", "dashboard_url", "us"} <= state.keys()
    assert an_order_is_filled(state)

    again = commands.run("up", "--background")
    assert (again.returncode, "already running" in again.stdout) == (0, True)
    assert commands.state()["processes"] == state["processes"]
    assert state["api_url"] in commands.run("status").stdout

    made = commands.run("partner", "create", "Caja", "--json", module="emulators.operator")
    partner = json.loads(made.stdout)
    keys, wrapped = wrap_a_secret(state)
    for name in ("router-eu", "pubsub", "firestore", "kms"):
        comes_back_after_a_kill(commands, name)
    wait_until(lambda: is_unwrapped(keys, wrapped), RECOVERY_TIMEOUT_S, "the same keys")
    assert commands.state()["partners"] == [*state["partners"], partner]
    assert cash_of(state["api_url"], partner) == "100000.00"  # seeded again with the others

    processes, addresses = everything_of(commands)
    assert len(processes) == len(PARTS) + 2  # each router has a worker
    down = commands.run("down")
    assert (down.returncode, down.stdout) == (0, "The sandbox is stopped.\n")
    wait_until_gone(processes, timeout_s=0.5)
    assert still_listening(addresses) == set()
    assert commands.sandbox.state() is None
    assert commands.run("status").returncode == 1
    assert commands.run("down").stdout == "No sandbox is running.\n"


def cash_of(api_url: str, partner: dict[str, Any]) -> str:
    path = f"/v1/trading/accounts/{partner['accounts'][0]}/account"
    status, body = ask(f"{api_url}{path}", headers={"Authorization": basic(partner)})
    assert status == 200, body
    return str(json.loads(body)["cash"])


def is_unwrapped(keys: KmsKeys, wrapped: bytes) -> bool:
    try:
        return keys.decrypt("vault-kek", wrapped, b"aad") == b"secret"
    except Unavailable:
        return False


def wrap_a_secret(state: dict[str, Any]) -> tuple[KmsKeys, bytes]:
    listed = key_list.read()
    keys = KmsKeys(
        state["eu"]["project"],
        listed.location,
        listed.key_ring,
        state["eu"]["kms_host"],
        caller="fn-identity",
    )
    return keys, keys.encrypt("vault-kek", b"secret", b"aad")


def comes_back_after_a_kill(commands: StackCommands, name: str) -> None:
    """Kill a process; wait for a new pid under its name, and for an order that is filled."""
    before = commands.state()
    os.kill(before["processes"][name], signal.SIGKILL)
    wait_until(
        lambda: commands.state()["processes"][name] != before["processes"][name],
        RECOVERY_TIMEOUT_S,
        f"a new {name}",
    )
    after = commands.state()
    unchanged = {part: pid for part, pid in before["processes"].items() if part != name}
    assert after == before | {"processes": unchanged | {name: after["processes"][name]}}
    wait_until(lambda: an_order_is_filled(after), RECOVERY_TIMEOUT_S, f"an order after {name}")
    assert ask(f"{after['api_url']}/v1/clock")[0] == 401


def test_nothing_outlives_a_killed_supervisor(commands: StackCommands) -> None:
    processes, addresses = everything_of(commands)
    assert len(addresses) >= len(PARTS) - 1
    os.kill(commands.state()["processes"]["supervisor"], signal.SIGKILL)
    wait_until_gone(processes)
    wait_until(lambda: not still_listening(addresses), 10, "the end of their sockets")

    assert commands.run("status").returncode == 1
    assert commands.run("down").returncode == 0
    assert commands.sandbox.state() is None


def test_a_start_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        commands = StackCommands(tmp_path / "sandbox", {"TWO_LEDGER_API_PORT": port})
        up = commands.run("up", "--background")
    assert up.returncode == 1
    assert f"asks for port {port}, but somebody listens there" in up.stdout
    assert commands.sandbox.supervisor_pid() is None
    assert commands.sandbox.state() is None
