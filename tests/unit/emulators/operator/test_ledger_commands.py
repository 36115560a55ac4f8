"""`two-ledger verify` says what it checked, or names what was changed, by its exit code too."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emulators.operator import ledger_commands as ledger_commands
from emulators.operator.command_line import two_ledger
from tests.unit.emulators.operator.audited_world import KEYS, audited_world, exported


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export on disk."""
    file = tmp_path_factory.mktemp("export") / "ledger.jsonl"
    file.write_bytes(b"".join(exported(audited_world())))
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(two_ledger, ["verify", *map(str, arguments)])


def test_a_sound_export_exits_with_0(export: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(KEYS.public_key("checkpoint-signing/1"))
    found = run(export, "--key", key, "--json")
    report = json.loads(found.stdout)
    assert (found.exit_code, report["sound"], report["is_key_given"]) == (0, True, True)


def test_a_changed_one_exits_with_1_and_names_the_entry(export: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(export.read_bytes().replace(b'"posting":"P5"', b'"posting":"P8"', 1))
    found = run(changed, "--json")
    (entry, end) = json.loads(found.stdout)["findings"]
    assert found.exit_code == 1
    assert (entry["subject"].partition(" ")[0], end["subject"]) == ("entry", "export")


@pytest.mark.parametrize("option", [[], ["--key", "none.pem"]])
def test_a_file_that_cannot_be_read_is_said(export: Path, option: list[str]) -> None:
    found = run("none.jsonl" if not option else export, *option)
    assert (found.exit_code, "cannot be read" in found.stderr) == (1, True)
