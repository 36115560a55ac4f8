"""A start that a script reads: one JSON value on stdout, everything for people on stderr."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from emulators.sandbox import DIRECTORY_VARIABLE, ROOT

END_TIMEOUT_S = 30

pytestmark = pytest.mark.stack


def test_a_script_gets_stack_order_and_credentials_in_one_value(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "emulators", "up", "--embedded", "--json"],
        cwd=ROOT,
        env=dict(os.environ) | {DIRECTORY_VARIABLE: str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=END_TIMEOUT_S)
    assert (process.returncode, rest) == (0, "")
    assert {part["state"] for part in told["parts"]} == {"up"}
    order = told["first_order"]
    assert (order["status"], len(order["hops"])) == ("filled", 7)
    kinds = [hop["message"]["body"]["kind"] for hop in order["hops"] if hop["message"]]
    assert kinds == ["order.new", "order.report"]
    assert told["partners"][0]["api_secret"] not in said
    assert "emulators and functions answer" in said
    assert "The sandbox is stopped." in said
    assert told["state_file"] == str(tmp_path / "state.json")
