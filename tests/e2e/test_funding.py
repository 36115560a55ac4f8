"""Deposits by bank file over the stack: the right reference is credited, a wrong one is found."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.operator_command import Ran, two_ledger
from tests.e2e.running_stack import RunningStack, wait_for
from tests.e2e.test_first_day import SPANISH, opened
from tests.e2e.test_first_order import client_of
from tests.unit.eu.identity.bank_files import camt053, entry

pytestmark = pytest.mark.stack

NAME = "GARCIA LOPEZ ANA"


@pytest.fixture(scope="module")
def client(running: RunningStack) -> Any:
    return client_of(running, 0)


@pytest.fixture
def account(client: Any) -> Any:
    """Return an account of Ana Garcia Lopez, without money."""
    return opened(client, SPANISH)


def reference_of(running: RunningStack, account: Any) -> str:
    return f"{running.partners[0].partner['correspondent']}-{account.account_number}"


def deposit(running: RunningStack, reference: str, name: str, bank_reference: str) -> Any:
    ran = two_ledger(
        running, "funding", "deposit", reference, "250.00", "--name", name,
        "--bank-reference", bank_reference, "--json",
    )  # fmt: skip
    assert ran.code == 0, ran
    (taken,) = ran.json["deposits"]
    return taken


def unmatched(running: RunningStack) -> dict[str, Any]:
    listed = two_ledger(running, "funding", "unmatched", "--json")
    return {each["id"]: each for each in listed.json}


def decide(running: RunningStack, *arguments: str) -> Ran:
    return two_ledger(running, "funding", *arguments)


def cash_of(client: Any, account: Any) -> str:
    cash: str = client.get_trade_account_by_id(account.id).cash
    return cash


def test_the_accounts_reference_is_credited_once(
    running: RunningStack, client: Any, account: Any
) -> None:
    reference = reference_of(running, account).lower().replace("-", " ")
    for status in ("CREDITED", "KNOWN"):
        taken = deposit(running, reference, NAME, f"once-{account.id}")
        assert (taken["status"], taken["reason"]) == (status, None)
    assert cash_of(client, account) == "250.00"
    (transfer,) = client.get_transfers_for_account(account.id)
    assert (str(transfer.id), transfer.amount) == (taken["id"], "250.00")


def test_a_wrong_reference_is_found_matched_and_credited(
    running: RunningStack, client: Any, account: Any
) -> None:
    taken = deposit(running, "BEJE 12345", NAME, f"wrong-{account.id}")
    assert (taken["status"], taken["reason"]) == ("SUSPENDED", "no_reference")
    assert unmatched(running)[taken["id"]]["amount"] == "250.00"
    assert cash_of(client, account) == "0.00"

    matched = decide(running, "match", taken["id"], reference_of(running, account))

    assert (matched.code, "Credited 250.00 EUR" in matched.text) == (0, True), matched
    assert cash_of(client, account) == "250.00"
    assert taken["id"] not in unmatched(running)
    again = decide(running, "return", taken["id"])
    assert (again.code, "decided on this deposit already" in again.errors) == (1, True)


def test_somebody_elses_money_goes_back(running: RunningStack, client: Any, account: Any) -> None:
    taken = deposit(running, reference_of(running, account), "Pedro Ruiz", f"other-{account.id}")
    assert (taken["status"], taken["reason"]) == ("SUSPENDED", "third_party")
    assert decide(running, "return", taken["id"]).code == 0
    wait_for(lambda: taken["id"] not in unmatched(running))
    assert cash_of(client, account) == "0.00"


def test_a_file_that_does_not_add_up_is_refused(running: RunningStack, tmp_path: Path) -> None:
    file = tmp_path / "statement.xml"
    file.write_bytes(camt053(entry(), after="99.99"))
    refused = decide(running, "statement", str(file))
    assert (refused.code, "sums of the bank statement are wrong" in refused.errors) == (1, True)
