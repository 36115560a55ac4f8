"""The stack without emulators, and the stack with a process for each function."""

import os
import signal
from pathlib import Path

import pytest

from functions.bundle import bundles
from tests.stack_fixture import StackCommands, an_order_is_filled
from tests.unit.emulators.processes_of import (
    descendants,
    listening_addresses,
    still_listening,
    wait_until,
    wait_until_gone,
)

pytestmark = pytest.mark.stack

KINDS = ("firestore", "pubsub")
SEEDED_AGAIN = "the seed was written again"
RECOVERY_TIMEOUT_S = 30


def test_an_embedded_stack_is_one_process_and_leaves_nothing(tmp_path: Path) -> None:
    commands = StackCommands(tmp_path / "sandbox")
    up = commands.run("up", "--background", "--embedded")
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        state = commands.state()
        assert state["processes"].keys() == {"embedded", "supervisor"}
        hosts = {state[region][f"{kind}_host"] for region in ("eu", "us") for kind in KINDS}
        assert hosts | {state["eu"]["kms_host"]} == {None}
        assert an_order_is_filled(state)

        os.kill(state["processes"]["embedded"], signal.SIGKILL)
        said = commands.sandbox.log("supervisor")
        wait_until(lambda: SEEDED_AGAIN in said.read_text(), RECOVERY_TIMEOUT_S, "a new seed")
        assert an_order_is_filled(state)
        processes = descendants(commands.state()["processes"]["supervisor"])
        addresses = listening_addresses(processes)
        assert len(processes) == 2
    finally:
        commands.run("down")
    wait_until_gone(processes, timeout_s=0.5)
    assert still_listening(addresses) == set()
    assert commands.sandbox.state() is None


def test_a_machine_without_emulators_gets_the_embedded_stack_and_is_told(tmp_path: Path) -> None:
    commands = StackCommands(tmp_path / "sandbox", {"PATH": str(tmp_path)})  # no java
    up = commands.run("up", "--background")
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        assert "No emulators on this machine: both regions run in one process" in up.stdout
        assert "Java is missing: install a Java 17 runtime" in up.stdout
        assert commands.state()["mode"] == "embedded"
        assert an_order_is_filled(commands.state())
    finally:
        commands.run("down")


def test_an_isolated_stack_has_a_process_for_each_bundle(tmp_path: Path) -> None:
    commands = StackCommands(tmp_path / "sandbox")
    up = commands.run("up", "--background", "--isolated")
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        state = commands.state()
        functions = {key for key, each in bundles().items() if each.kind != "stream"}
        others = {"firestore", "pubsub", "kms", "relay", "edge", "supervisor"}
        assert state["processes"].keys() == functions | others
        assert an_order_is_filled(state)
        for key in functions:
            folder = commands.sandbox.bundle(key)
            foreign = "us" if key.startswith("eu-") else "eu"
            assert not (folder / "shared" / foreign).exists()
    finally:
        commands.run("down")
