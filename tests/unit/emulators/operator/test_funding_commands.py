"""`two-ledger funding` over the twins: what it hands in, lists, and decides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from emulators.operator import funding_commands as funding_commands
from emulators.operator.command_line import two_ledger
from emulators.operator.stack import Stack
from shared.core.documents import create
from shared.core.errors import Refusal
from shared.core.http import Principal, Request
from shared.core.reasons import REASONS, problem
from shared.eu.accounts.model.account import Account
from shared.eu.funding.model.journal_request import request_journal
from shared.eu.funding.model.transfer import PayeeCheck, TransferReason
from shared.eu.funding.model.transfer_request import request_transfer
from shared.eu.funding.model.withdrawal import WithdrawalEvent
from shared.eu.funding.service.journals import JournalDesk
from shared.eu.funding.service.transfers import TransferDesk
from shared.eu.funding.service.withdrawals import WithdrawalDesk
from shared.eu.identity.api import demo_statements_create
from shared.memory.clock import SeededEntropy
from tests.unit.eu.identity.bank_files import camt053, credit054, entry
from tests.unit.eu.identity.desk import PARTNER, Desk

BANK_ID = "0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa"


@dataclass
class Office:
    """A desk of the identity service, and the command on its books."""

    desk: Desk
    account: Account

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(two_ledger, ["funding", *arguments])

    def cash(self) -> int:
        return self.desk.account(self.account).cash

    def answer(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Any:
        """Answer as the API does."""
        assert headers["Authorization"].startswith("Basic ") and timeout_s
        operation = demo_statements_create.operation(self.desk.services.statements, "simulated")
        try:
            answer = operation(Request(Principal(PARTNER), {}, {}, json.loads(body)))
        except Refusal as refused:
            told = problem(refused.reason, "id", refused.field)
            return REASONS[refused.reason].status, json.dumps(told).encode()
        assert url.endswith("/v1beta/demo/banking/statements")
        return 200, json.dumps(answer.body).encode()


class Running:
    """Stands for the stack that runs."""

    state: Mapping[str, Any] = {
        "api_url": "http://127.0.0.1:1",
        "partners": [{"correspondent": PARTNER, "api_key": "CK", "api_secret": "s"}],
    }

    def __init__(self, desk: Desk) -> None:
        self._stores = desk.stores

    def documents(self, _: str) -> Any:
        return self._stores.ledger

    def clock(self) -> Any:
        return self._stores.clock


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    desk = Desk()
    built = Office(desk, desk.open())
    monkeypatch.setattr(Stack, "running", classmethod(lambda _: Running(desk)))
    monkeypatch.setattr("emulators.local_http.ask", built.answer)
    monkeypatch.delenv("OMNIBUS_IBAN", raising=False)
    return built


def test_a_wrong_reference_is_found_and_credited(office: Office) -> None:
    handed_in = office.run("deposit", "ACME 12345", "250.00")
    assert (handed_in.exit_code, "no_reference" in handed_in.output) == (0, True), handed_in.output
    (waiting,) = json.loads(office.run("unmatched", "--json").output)
    assert (waiting["amount"], waiting["status"]) == ("250.00", "SUSPENDED")
    assert waiting["id"] in office.run("unmatched").output
    reference = f"ACME-{office.account.account_number}"
    matched = office.run("match", waiting["id"], reference)
    assert (matched.exit_code, "Credited 250.00 EUR" in matched.output) == (0, True)
    assert office.cash() == 25_000
    again = office.run("return", waiting["id"])
    assert (again.exit_code, "decided on this deposit already" in again.output) == (1, True)
    assert "Every deposit is matched." in office.run("unmatched").output


@pytest.mark.parametrize("how", ["id", "number"])
def test_an_account_is_named_by_its_id_or_number(office: Office, how: str) -> None:
    office.run("deposit", "rent", "1")
    (waiting,) = json.loads(office.run("unmatched", "--json").output)
    account = office.account
    named = account.account_id if how == "id" else account.account_number
    assert office.run("match", waiting["id"], named).exit_code == 0
    assert office.cash() == 100


def test_one_is_sent_back(office: Office) -> None:
    office.run("deposit", "rent", "1")
    (waiting,) = json.loads(office.run("unmatched", "--json").output)
    assert office.run("return", waiting["id"]).exit_code == 0
    (returning,) = json.loads(office.run("unmatched", "--json").output)
    assert returning["status"] == "RETURNING"


def test_the_same_payment_of_the_bank_is_known(office: Office) -> None:
    reference = f"ACME-{office.account.account_number}"
    for status in ("CREDITED", "KNOWN"):
        ran = office.run("deposit", reference, "2", "--bank-reference", "B7", "--json")
        assert json.loads(ran.output)["deposits"][0]["status"] == status
    assert office.cash() == 200


def test_a_file_is_taken_or_refused_whole(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_bytes(credit054(f"ACME-{office.account.account_number}"))
    assert "CREDITED" in office.run("statement", str(file)).output
    file.write_bytes(camt053(entry(), after="99.99"))
    refused = office.run("statement", str(file))
    assert (refused.exit_code, "sums of the bank statement" in refused.output) == (1, True)
    gone = office.run("statement", str(tmp_path / "none.xml"))
    assert (gone.exit_code, "cannot be read" in gone.output) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("deposit", "x", "much"),
        ("match", "nothing", "nobody"),
        ("match", "a/b", "nobody"),
        ("match", "nothing", "a/b"),
        ("return", "nothing"),
        ("approve", "nothing"),
        ("reject", "a/b"),
    ],
)
def test_what_makes_no_sense_is_said(office: Office, arguments: tuple[str, ...]) -> None:
    ran = office.run(*arguments)
    assert ran.exit_code == 1
    assert "Traceback" not in ran.output and not isinstance(ran.exception, Refusal)


@pytest.mark.parametrize(("word", "status"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_a_held_withdrawal_is_decided_on(office: Office, word: str, status: str) -> None:
    stores, entropy = office.desk.stores, SeededEntropy("held")
    stores.ledger.commit([create(f"banks/{BANK_ID}", {"account_id": office.account.account_id})])
    office.run("deposit", f"ACME-{office.account.account_number}", "5")
    body = {"transfer_type": "wire", "direction": "OUTGOING", "amount": "5", "bank_id": BANK_ID}
    transfers = TransferDesk(stores.ledger, stores.clock, entropy, False)
    held = transfers.request(office.desk.account(office.account), request_transfer(body), None)
    early = office.run(word, held.transfer_id)
    assert (early.exit_code, "waits for a decision" in early.output) == (1, True)
    desk = WithdrawalDesk(stores.ledger, stores.clock, entropy)
    mismatch = TransferReason.PAYEE_MISMATCH
    desk.tell(held.transfer_id, WithdrawalEvent.HOLD, mismatch, PayeeCheck.NO_MATCH)
    assert office.run(word, held.transfer_id).exit_code == 0
    (seen,) = stores.ledger.get([f"transfers/{held.transfer_id}"])
    assert (seen.data or {})["status"] == status
    assert office.cash() == (0 if word == "approve" else 500)


@pytest.mark.parametrize(("word", "moved"), [("approve", 5_000_001), ("reject", 0)])
def test_a_pending_journal_is_decided_on(office: Office, word: str, moved: int) -> None:
    stores = office.desk.stores
    other = office.desk.open(contact__email_address="other@example.org")
    office.run("deposit", f"ACME-{office.account.account_number}", "60000")
    body = {
        "entry_type": "JNLC",
        "from_account": office.account.account_id,
        "to_account": other.account_id,
        "amount": "50000.01",
    }
    desk = JournalDesk(stores.ledger, stores.clock, SeededEntropy("journal"))
    (pending,) = desk.request(PARTNER, request_journal(body), None)
    assert office.run(word, pending.journal.journal_id).exit_code == 0
    assert office.desk.account(other).cash == moved
    assert office.run(word, pending.journal.journal_id).exit_code == 1
