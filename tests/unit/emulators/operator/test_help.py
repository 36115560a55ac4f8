"""Every command explains itself with an example, and answers scripts where it prints data."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from emulators.operator import __main__ as loads_all_commands
from emulators.operator.command_line import two_ledger
from emulators.sandbox import DIRECTORY_VARIABLE, ROOT

PAGE = (ROOT / "emulators/README.md").read_text()
WITHOUT_DATA = {
    "partner revoke", "ledger export", "funding approve", "funding match", "funding reject",
    "funding return",
}  # fmt: skip


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


ALL = dict(commands(two_ledger))


def test_the_commands_of_the_interface_are_there() -> None:
    assert loads_all_commands.__name__ == "emulators.operator.__main__"
    assert {
        "status", "orders follow", "events tail", "ledger show", "border tail", "reconcile",
        "partner create", "partner rotate", "partner revoke", "clock advance", "clock set",
        "market hours", "market halt", "seed accounts", "seed deposit", "env", "verify",
    } <= ALL.keys()  # fmt: skip


@pytest.mark.parametrize("path", sorted(ALL))
def test_the_operators_page_has_every_command(path: str) -> None:
    group, _, name = path.partition(" ")
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{group}")]
    assert any(name in row for row in rows)


@pytest.mark.parametrize("path", sorted(ALL))
def test_help_shows_an_example_of_the_command_itself(path: str) -> None:
    told = CliRunner().invoke(two_ledger, [*path.split(), "--help"])
    assert told.exit_code == 0
    assert "Example: " in told.output
    assert f"two-ledger {path}" in " ".join(told.output.partition("Example: ")[2].split())


@pytest.mark.parametrize("path", sorted(ALL))
def test_what_prints_data_prints_json_for_scripts(path: str) -> None:
    command = ALL[path]
    if not isinstance(command, click.Group) and path not in WITHOUT_DATA:
        assert "--json" in {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["orders", "follow"],
        ["partner", "rotate", "BEJE"],
        ["clock", "show"],
        ["market", "show"],
    ],
)
def test_without_a_sandbox_it_says_how_to_start_one(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path_factory.mktemp("none")))
    told = CliRunner().invoke(two_ledger, arguments)
    assert told.exit_code == 1
    assert "make sandbox-up" in told.output
