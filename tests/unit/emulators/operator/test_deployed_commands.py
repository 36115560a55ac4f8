"""The first partner of a deployed project: a credential in its ledger, a secret told once."""

import json

import pytest
from click.testing import CliRunner, Result

from emulators.operator.command_line import two_ledger
from emulators.operator.deployed_commands import admit
from shared.eu.auth.paths import credential_of, credential_path
from shared.gcp.documents import FirestoreDocuments
from shared.memory.clock import SeededEntropy
from shared.memory.documents import MemoryDocuments

PROJECT = "deployed-eu"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(two_ledger, ["deployed", "admit", *arguments])


def test_a_partner_is_known_by_its_secret_and_stored_without_it() -> None:
    documents = MemoryDocuments()
    made = admit(documents, SeededEntropy("partner"), "NORT")
    (seen,) = documents.get([credential_path(made["api_key"]) or ""])
    credential = credential_of(seen.data or {})
    assert credential.correspondent == "NORT" and credential.account_id is None
    assert credential.admits(made["api_secret"])
    assert made["api_secret"] not in str(seen.data)


@pytest.mark.emulators
def test_the_command_writes_to_the_ledger_of_the_project(
    firestore_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_host)
    told = run("nort", "--project", PROJECT, "--json")
    made = json.loads(told.stdout)
    documents = FirestoreDocuments(PROJECT, "ledger", firestore_host)
    (seen,) = documents.get([credential_path(made["api_key"]) or ""])
    assert credential_of(seen.data or {}).admits(made["api_secret"])
    lines = run("NORT", "--project", PROJECT).stdout.splitlines()
    assert lines[0].startswith("export TWO_LEDGER_API_KEY=CK")
    assert lines[1].startswith("export TWO_LEDGER_API_SECRET=")


def test_a_project_out_of_reach_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:9")
    told = run("NORT", "--project", PROJECT)
    assert told.exit_code == 1
    assert "gcloud auth application-default login" in told.output


def test_a_code_has_four_letters() -> None:
    assert "four capital letters" in run("N26", "--project", PROJECT).output
