"""What a start shows at its end: for people plain where nobody looks at a terminal, or JSON."""

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from emulators import welcome
from emulators.sandbox import Sandbox
from tests.unit.emulators.journeys import ACCOUNT, journey

STATE: dict[str, Any] = {
    "api_url": "http://127.0.0.1:1",
    "stream_url": "ws://127.0.0.1:1/stream",
    "dashboard_url": "http://127.0.0.1:1/reference",
    "partners": [
        {
            "name": "Banco Ejemplo",
            "correspondent": "BEJE",
            "api_key": "CK1",
            "api_secret": "s3",
            "accounts": [ACCOUNT],
        }
    ],
    "processes": {"supervisor": os.getpid()},
}


def test_the_first_order_is_shown_with_its_price_and_without_colours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    welcome.first_order(journey())
    shown = capsys.readouterr().out
    assert "hop by hop" in shown
    assert "Filled at 309.23 USD, there and back in 240 ms." in shown
    assert "\x1b" not in shown


def test_the_stack_is_shown_with_its_api_and_the_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    welcome.stack(STATE)
    shown = capsys.readouterr().out
    assert "API  http://127.0.0.1:1\n" in shown
    assert "http://127.0.0.1:1/reference" in shown


def test_credentials_and_three_lines_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    welcome.next_steps(STATE)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["key", "CK1"] for line in lines)
    assert any(line.split() == ["secret", "s3"] for line in lines)
    (curl, events, reconcile) = [text for _, text in welcome.copy_lines(STATE)]
    assert {curl, events, reconcile} <= set(lines)
    program, user, pair, _, body, url = shlex.split(curl)
    assert (program, user, pair) == ("curl", "-u", "CK1:s3")
    assert json.loads(body)["symbol"] == "AAPL"
    assert url == f"http://127.0.0.1:1/v1/trading/accounts/{ACCOUNT}/orders"


def test_scripts_get_secrets_beside_a_first_order_alone(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    plain = welcome.as_json(sandbox, STATE)
    assert "s3" not in json.dumps(plain)
    assert plain["state_file"] == str(tmp_path / "state.json")
    assert [part["state"] for part in plain["parts"]] == ["up"]
    whole = welcome.as_json(sandbox, STATE, journey())
    assert (whole["first_order"]["status"], whole["partners"]) == ("filled", STATE["partners"])
