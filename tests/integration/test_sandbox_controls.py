"""The clock and the market's hours of a running stack, which no other test shares."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from emulators.modes import MODE_VARIABLE
from emulators.sandbox import Sandbox
from tests.e2e.api import PartnerApi
from tests.stack_fixture import StackCommands, serve_stack

pytestmark = pytest.mark.stack


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[StackCommands]:
    """Return the commands of a stack that is up."""
    for _ in serve_stack(tmp_path / "sandbox"):
        yield StackCommands(tmp_path / "sandbox")


def operator(commands: StackCommands, *arguments: str) -> Any:
    """Run a command of the operator that answers JSON."""
    done = commands.run(*arguments, "--json", module="emulators.operator")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(commands: StackCommands, *arguments: str) -> str:
    """Run a command that cannot be done, and return what it says."""
    done = commands.run(*arguments, module="emulators.operator")
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def api_time(api: PartnerApi) -> datetime:
    return datetime.fromisoformat(api.ask("GET", "/v1/clock").body["timestamp"])


def test_time_moves_ahead_in_both_regions_and_the_market_keeps_its_hours(
    commands: StackCommands,
) -> None:
    state = commands.state()
    api = PartnerApi(state["api_url"], state["partners"][0])
    account = api.partner["accounts"][0]
    before = api_time(api)

    moved = operator(commands, "clock", "advance", "2d")
    assert moved["ahead_s"] == 2 * 86_400
    assert timedelta(days=2) <= api_time(api) - before < timedelta(days=2, minutes=5)
    filled = api.filled(account, api.placed(account).body["id"])
    assert datetime.fromisoformat(filled["filled_at"]) - before > timedelta(days=2)
    assert "goes ahead only" in refused(commands, "clock", "set", "2026-01-01T00:00:00Z")
    assert "like 90s" in refused(commands, "clock", "advance", "soon")

    assert operator(commands, "market", "hours", "real")["next_open"]
    operator(commands, "clock", "set", "close")
    assert operator(commands, "market", "show")["is_open"] is False
    operator(commands, "clock", "set", "open")
    shown = operator(commands, "market", "show", "AAPL")
    assert (shown["is_open"], shown["quotes"][0]["symbol"]) == (True, "AAPL")
    assert api.filled(account, api.placed(account).body["id"])["status"] == "filled"

    assert operator(commands, "market", "hours", "always")["is_open"] is True
    assert operator(commands, "reconcile")["agree"] is True
    assert Sandbox(commands.directory).clock_shift() > timedelta(days=2)


def test_an_embedded_stack_moves_and_halts_and_keeps_its_hours(tmp_path: Path) -> None:
    for state in serve_stack(tmp_path / "sandbox", {MODE_VARIABLE: "embedded"}):
        commands = StackCommands(tmp_path / "sandbox")
        api = PartnerApi(state["api_url"], state["partners"][0])
        before = api_time(api)
        operator(commands, "clock", "advance", "1d")
        assert api_time(api) - before >= timedelta(days=1)
        assert operator(commands, "market", "halt", "KO")["quotes"][0]["halted"] is True
        assert operator(commands, "market", "resume", "KO")["quotes"][0]["halted"] is False
        assert "EMBEDDED=1" in refused(commands, "market", "hours", "real")
        made = operator(commands, "partner", "create", "Caja Nueva", "--accounts", "1")
        own = PartnerApi(state["api_url"], made)
        account = made["accounts"][0]
        assert own.filled(account, own.placed(account).body["id"])["status"] == "filled"
