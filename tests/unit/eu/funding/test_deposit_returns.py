"""Deposits that a bank takes back: out of the client's cash, and the rest by the firm."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.documents import replace
from shared.core.errors import CommitUnknown
from shared.core.ids import AccountId
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.accounts.service.reconciling import EuReconciler
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.journal_request import request_journal
from shared.eu.funding.paths import transfer_document, transfer_path
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.deposit_returns import DepositReturnDesk, NotReturnable
from shared.eu.funding.service.journals import JournalDesk
from shared.eu.ledger.service.book_reader import read_book
from tests.simulation.checkers import Books, check_always
from tests.simulation.world import World, build

TRANSFER_ID = "0b0e7f4c-6f5f-4a86-9a53-6fd6b6c1a0aa"
AMOUNT = 100_000


class Bench:
    """An account with one deposit, part of which has gone elsewhere."""

    def __init__(self, spent_cents: int = 0) -> None:
        self.world: World = build("returns", accounts_per_partner=2, deposit_cents=1)
        self.ids = [AccountId(each) for each in self.world.partners[0].accounts]
        deposit = Deposit(TRANSFER_ID, self.ids[0], Cents(AMOUNT), self.world.clock.now())
        document = transfer_document(deposit.transfer())
        desk = FundingDesk(self.world.eu, self.world.clock)
        desk.credit(deposit, {transfer_path(TRANSFER_ID): document})
        if spent_cents:
            self.spend(spent_cents)
        self.desk = DepositReturnDesk(self.world.eu, self.world.clock, self.world.entropy)

    def spend(self, cents: int) -> None:
        body = {
            "entry_type": "JNLC",
            "from_account": self.ids[0],
            "to_account": self.ids[1],
            "amount": f"{cents // 100}.{cents % 100:02d}",
        }
        desk = JournalDesk(self.world.eu, self.world.clock, self.world.entropy)
        desk.request(self.world.partners[0].correspondent, request_journal(body), None)

    def account(self) -> Account:
        (seen,) = self.world.eu.get([account_path(self.ids[0])])
        return account_of(seen.path, seen.data or {})

    def total(self, code: str) -> int:
        entries = read_book(self.world.eu).entries
        return sum(line.amount for e in entries for line in e.draft.lines if line.code == code)

    def check(self) -> None:
        check_always(Books.read(self.world.eu, self.world.us))
        aggregates = EuReconciler(self.world.eu).aggregates()
        assert aggregates.breaks == ()
        assert aggregates.bank_eur >= aggregates.client_eur  # I-3b


def test_it_goes_back_out_of_the_clients_cash() -> None:
    bench = Bench()
    bank = bench.total("E-1000")
    transfer = bench.desk.take_back(TRANSFER_ID, AMOUNT)
    assert (transfer.status, transfer.reason) == ("RETURNED", "bank_returned")
    assert bench.account().cash == 1
    assert bench.account().may_trade
    assert bench.total("E-1000") == bank - AMOUNT
    bodies = [
        json.loads((seen.data or {})["body"]) for seen in bench.world.eu.query("events", limit=100)
    ]
    steps = [b["funding"] for b in bodies if b.get("funding", {}).get("status_to") == "RETURNED"]
    assert [step["status_from"] for step in steps] == ["COMPLETE"]
    bench.check()


def test_where_it_was_spent_the_firm_puts_in_the_rest_and_the_account_may_not_trade() -> None:
    bench = Bench(spent_cents=70_000)
    bank = bench.total("E-1000")
    bench.desk.take_back(TRANSFER_ID, AMOUNT)
    assert bench.account().cash == 0
    assert not bench.account().may_trade
    assert bench.total("E-1310") == 69_999
    assert bench.total("E-1010") == -69_999
    assert bench.total("E-1000") == bank - 30_001
    bench.check()


def test_once() -> None:
    bench = Bench()
    for _ in range(2):
        bench.desk.take_back(TRANSFER_ID, AMOUNT)
    assert bench.account().cash == 1


@pytest.mark.parametrize("hook", ["before_commit", "after_commit"])
def test_a_lost_answer_is_asked_after(hook: str) -> None:
    bench = Bench()
    lost: list[str] = []

    def lose(_: object) -> None:
        if not lost:
            lost.append("lost")
            raise CommitUnknown

    setattr(bench.world.eu.hooks, hook, lose)
    bench.desk.take_back(TRANSFER_ID, AMOUNT)
    assert bench.account().cash == 1
    bench.check()


@pytest.mark.parametrize(
    ("transfer_id", "amount"), [("nothing", AMOUNT), (TRANSFER_ID, AMOUNT - 1)]
)
def test_what_is_no_such_deposit_is_not_booked(transfer_id: str, amount: int) -> None:
    bench = Bench()
    with pytest.raises(NotReturnable):
        bench.desk.take_back(transfer_id, amount)
    assert bench.account().cash == AMOUNT + 1


def test_a_withdrawal_is_no_deposit() -> None:
    bench = Bench()
    (seen,) = bench.world.eu.get([transfer_path(TRANSFER_ID)])
    bench.world.eu.commit([replace(seen, {**(seen.data or {}), "direction": "OUTGOING"})])
    with pytest.raises(NotReturnable):
        bench.desk.take_back(TRANSFER_ID, AMOUNT)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, AMOUNT))
def test_other_clients_money_is_never_touched(spent: int) -> None:
    bench = Bench(spent)
    bench.desk.take_back(TRANSFER_ID, AMOUNT)
    assert bench.account().cash == max(0, 1 - spent) if spent else 1
    assert bench.total("E-1310") == max(0, spent - 1)
    bench.check()
