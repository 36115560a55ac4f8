"""Journals over the stack, with the unmodified official client."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import (
    APIError,
    BatchJournalRequestEntry,
    BrokerClient,
    CreateBatchJournalRequest,
    CreateJournalRequest,
    CreateReverseBatchJournalRequest,
    GetJournalsRequest,
    JournalEntryType,
    JournalStatus,
    ReverseBatchJournalRequestEntry,
)
from tests.e2e.operator_command import two_ledger
from tests.e2e.running_stack import RunningStack
from tests.e2e.test_first_order import client_of

pytestmark = pytest.mark.stack

CASH: Any = JournalEntryType.CASH


@pytest.fixture(scope="module")
def client(running: RunningStack) -> BrokerClient:
    return client_of(running, 1)


@pytest.fixture
def accounts(running: RunningStack) -> list[str]:
    found: list[str] = running.partners[1].partner["accounts"]
    return found


def cash(client: Any, account: str) -> Decimal:
    return Decimal(client.get_trade_account_by_id(account).cash)


def journal(client: Any, giver: str, taker: str, amount: float) -> Any:
    request = CreateJournalRequest(
        from_account=giver,
        to_account=taker,
        entry_type=CASH,
        amount=amount,
    )
    return client.create_journal(request)


def test_cash_moves_between_two_accounts(client: Any, accounts: list[str]) -> None:
    giver, taker = accounts[2], accounts[3]
    before = cash(client, giver), cash(client, taker)

    moved = journal(client, giver, taker, 115.5)

    assert (moved.status, moved.net_amount) == (JournalStatus.EXECUTED, 115.5)
    assert cash(client, giver) == before[0] - Decimal("115.5")
    assert cash(client, taker) == before[1] + Decimal("115.5")
    assert client.get_journal_by_id(moved.id) == moved
    listed = client.get_journals(GetJournalsRequest(from_account=giver, entry_type=CASH))
    assert moved in listed


def test_batches_there_and_back(client: Any, accounts: list[str]) -> None:
    one, *others = accounts[1:4]
    before = [cash(client, account) for account in (one, *others)]
    there = CreateBatchJournalRequest(
        entry_type=CASH,
        from_account=one,
        entries=[BatchJournalRequestEntry(to_account=o, amount="12.34") for o in others],
    )
    back = CreateReverseBatchJournalRequest(
        entry_type=CASH,
        to_account=one,
        entries=[ReverseBatchJournalRequestEntry(from_account=o, amount=12.34) for o in others],
    )

    given = client.create_batch_journal(there)
    taken = client.create_reverse_batch_journal(back)

    for each in (*given, *taken):
        assert (each.status, each.error_message) == (JournalStatus.EXECUTED, "")
    assert [cash(client, account) for account in (one, *others)] == before


def test_a_large_one_is_pending_and_canceled_or_approved(
    running: RunningStack, client: Any, accounts: list[str]
) -> None:
    giver, taker = accounts[2], accounts[3]
    large = journal(client, giver, taker, 50_000.01)
    assert large.status is JournalStatus.PENDING
    client.cancel_journal_by_id(large.id)
    assert client.get_journal_by_id(large.id).status is JournalStatus.CANCELED

    other = journal(client, giver, taker, 50_000.01)
    approved = two_ledger(running, "funding", "approve", str(other.id))
    assert approved.code == 0, approved
    assert client.get_journal_by_id(other.id).status is JournalStatus.EXECUTED
    for amount in (40_000, 10_000.01):
        journal(client, taker, giver, amount)


def test_a_key_makes_it_one(running: RunningStack, client: Any, accounts: list[str]) -> None:
    api = running.partners[1]
    body = {
        "entry_type": "JNLC",
        "from_account": accounts[2],
        "to_account": accounts[3],
        "amount": "1",
    }
    before = cash(client, accounts[2])
    headers = {**api.credentials(), "Idempotency-Key": f"e2e-{accounts[2]}"}
    first, again = (api.ask("POST", "/v1/journals", body, headers) for _ in range(2))
    assert (first.status, again.body) == (200, first.body)
    assert cash(client, accounts[2]) == before - 1
    other = api.ask("POST", "/v1/journals", {**body, "amount": "2"}, headers)
    assert (other.status, other.body["reason"]) == (422, "idempotency_key_reused")


def test_what_cannot_be(running: RunningStack, client: Any, accounts: list[str]) -> None:
    foreign = running.partners[0].partner["accounts"][0]
    for taker, amount, status, reason in (
        (foreign, 1, 404, "not_found"),
        (accounts[3], 49_999_999, 403, "insufficient_cash"),
    ):
        with pytest.raises(APIError) as refused:
            journal(client, accounts[2], taker, amount)
        assert refused.value.status_code == status
        assert json.loads(str(refused.value))["reason"] == reason
