"""Payouts: from the request to the bank's answer, with the vault's names and IBANs in between."""

import json
from typing import Any

import pytest
from stdnum import iban as iban_numbers
from stdnum.es import ccc

from shared.core.documents import Delete
from shared.core.errors import InvalidTransition, Unavailable
from shared.core.http import Principal, Request
from shared.core.ids import derive
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account
from shared.eu.funding.api import transfers_cancel, transfers_create, transfers_list
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.transfers import TransferDesk
from shared.eu.identity.model.payment import BankAnswer, Outcome, Payment
from shared.eu.identity.wiring.jobs import IdentityJobs, over
from shared.eu.identity.wiring.stores import Stores as WiredStores
from shared.memory.clock import SeededEntropy
from tests.unit.eu.identity.bank_steps import add
from tests.unit.eu.identity.bodies import BANK
from tests.unit.eu.identity.desk import PARTNER, Desk, Stores

DEPOSITED = 500_000
SECOND_MS = 1_000


def scenario_iban(bank_digits: str) -> str:
    """Return a valid Spanish IBAN at a bank of the simulation."""
    start = f"{bank_digits}0001"
    number = "0000000042"
    account = start + ccc.calc_check_digits(f"{start}00{number}") + number
    return f"ES{iban_numbers.calc_check_digits(f'ES00{account}')}{account}"


class Payday:
    """One holder with a bank and cash, the partner's API, and the job that pays."""

    def __init__(self, bank_digits: str = "2100") -> None:
        self.stores = Stores()
        self.identity = Desk(self.stores)
        self.account: Account = self.identity.open()
        body = {**BANK, "account_number": scenario_iban(bank_digits)}
        self.bank = add(self.identity, self.account, body)
        ledger, clock = self.stores.ledger, self.stores.clock
        deposit = Deposit(derive("t", "1"), self.account.account_id, Cents(DEPOSITED), clock.now())
        FundingDesk(ledger, clock).credit(deposit)
        self.transfers = TransferDesk(ledger, clock, SeededEntropy("transfers"), False)
        self.jobs = self.wire("jobs")

    def wire(self, seed: str) -> IdentityJobs:
        kept = self.stores
        wired = WiredStores(kept.ledger, kept.vault, kept.vault_keys, kept.objects, kept.keys)
        return over(wired, kept.clock, SeededEntropy(seed), "simulated")

    def withdraw(self, amount: str = "100.00") -> str:
        body = {
            "transfer_type": "wire",
            "direction": "OUTGOING",
            "amount": amount,
            "bank_id": self.bank.bank_id,
        }
        seen = self.identity.seen(self.account)
        request = Request(Principal(PARTNER), {}, {}, body, seen)
        transfer_id: str = transfers_create.operation(self.transfers)(request).body["id"]
        return transfer_id

    def cancel(self, transfer_id: str) -> None:
        path = {"account_id": self.account.account_id, "transfer_id": transfer_id}
        transfers_cancel.operation(self.transfers)(Request(Principal(PARTNER), path, {}))

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            for sweeper in self.jobs.payments.values():
                sweeper.sweep()
            self.stores.clock.advance_ms(SECOND_MS)

    def shown(self) -> dict[str, Any]:
        path = {"account_id": self.account.account_id}
        request = Request(Principal(PARTNER), path, {"direction": "OUTGOING"})
        (only,) = transfers_list.operation(self.transfers)(request).body
        return dict(only)

    def cash(self) -> int:
        return self.identity.account(self.account).cash


def test_a_withdrawal_is_checked_sent_and_paid() -> None:
    day = Payday()
    day.withdraw()
    day.tick()
    assert day.shown()["status"] == "SENT_TO_CLEARING"
    day.tick(2)
    assert (day.shown()["status"], day.cash()) == ("COMPLETE", DEPOSITED - 10_000)
    assert day.identity.account(day.account).balance("E-2015") == 0
    day.tick(3)
    assert day.cash() == DEPOSITED - 10_000


@pytest.mark.parametrize(
    ("bank_digits", "status", "reason", "left"),
    [
        ("9990", "APPROVAL_PENDING", "payee_mismatch", DEPOSITED - 10_000),
        ("9991", "COMPLETE", None, DEPOSITED - 10_000),
        ("9992", "COMPLETE", None, DEPOSITED - 10_000),
        ("9993", "REJECTED", "bank_rejected", DEPOSITED),
        ("9994", "RETURNED", "bank_returned", DEPOSITED),
    ],
)
def test_the_ibans_scenario(bank_digits: str, status: str, reason: str | None, left: int) -> None:
    day = Payday(bank_digits)
    day.withdraw()
    day.tick(5)
    shown = day.shown()
    assert (shown["status"], shown["reason"], day.cash()) == (status, reason, left)


def test_the_bank_gets_the_holders_whole_name_and_the_iban() -> None:
    day, paid = Payday(), []
    job: Any = day.jobs.payments["payouts"]
    real = job.teller

    class Recording:
        def pay(self, payment: Payment) -> None:
            paid.append(payment)
            real.pay(payment)

    object.__setattr__(job, "teller", Recording())
    transfer_id = day.withdraw()
    job.sweep()
    (payment,) = paid
    assert payment.payee.name.reveal() == "Ana Garcia Lopez"
    assert payment.payee.iban.reveal() == scenario_iban("2100")
    assert (payment.payment_id, payment.amount_cents) == (transfer_id, 10_000)
    accesses = day.stores.vault.query("accesses", limit=10)
    assert {(a.data or {})["purpose"] for a in accesses} == {"PAYMENT"}


def test_no_document_has_the_name_or_the_iban_in_clear() -> None:
    day = Payday("9994")
    day.withdraw()
    day.tick(5)
    dump = json.dumps(day.stores.documents()).lower()
    for marker in ("garcia", scenario_iban("9994").lower(), "0000000042"):
        assert marker not in dump


def test_a_payment_that_a_crash_left_is_handed_over_once_more_and_paid_once() -> None:
    day = Payday()
    transfer_id = day.withdraw()
    job: Any = day.jobs.payments["payouts"]
    pays = []

    class Lost(BaseException):
        pass

    def crash(payment_id: str) -> None:
        pays.append(payment_id)
        raise Lost

    desk = job.withdrawals
    object.__setattr__(job, "withdrawals", _Crashing(desk, crash))
    with pytest.raises(Lost):
        job.sweep()
    assert day.shown()["status"] == "SENT_TO_CLEARING"
    day.jobs = day.wire("again")
    day.tick(4)
    assert pays == [transfer_id]
    assert (day.shown()["status"], day.cash()) == ("COMPLETE", DEPOSITED - 10_000)
    assert len(day.stores.named("simulated_payments")) == 1


def test_a_payment_that_the_bank_did_not_get_is_handed_over_again() -> None:
    day = Payday()
    day.withdraw()
    job: Any = day.jobs.payments["payouts"]

    class Away:
        def pay(self, _: Payment) -> None:
            raise Unavailable

    object.__setattr__(job, "teller", Away())
    job.sweep()
    assert day.shown()["status"] == "SENT_TO_CLEARING"
    day.jobs = day.wire("again")
    day.tick(4)
    assert (day.shown()["status"], day.cash()) == ("COMPLETE", DEPOSITED - 10_000)


class _Crashing:
    def __init__(self, desk: Any, note: Any) -> None:
        self.awaiting, self.tell, self.note_handed_over = desk.awaiting, desk.tell, note


def test_an_answer_that_is_heard_twice_is_booked_once() -> None:
    day = Payday("9994")
    day.withdraw()
    day.tick(2)
    job: Any = day.jobs.payments["payouts"]
    real = job.bank.acknowledge

    class Forgetful:
        verify, pay, answers = job.bank.verify, job.bank.pay, job.bank.answers
        forgot = 0

        def acknowledge(self, answer: BankAnswer) -> None:
            if self.forgot < 2:
                self.forgot += 1
                raise Unavailable
            real(answer)

    object.__setattr__(job, "bank", Forgetful())
    day.tick(8)
    assert (day.shown()["status"], day.cash()) == ("RETURNED", DEPOSITED)


def test_a_bank_that_was_removed_in_between_gives_the_money_back() -> None:
    day = Payday()
    day.withdraw()
    day.identity.services.banks.remove(day.identity.account(day.account), day.bank.bank_id)
    day.tick()
    shown = day.shown()
    assert (shown["status"], shown["reason"], day.cash()) == ("REJECTED", "bank_removed", DEPOSITED)


def test_without_a_holder_nobody_can_be_paid() -> None:
    day = Payday()
    day.withdraw()
    (holder,) = day.stores.vault.query("holders", limit=10)
    day.stores.vault.commit([Delete(holder.path, holder.token)])
    day.tick()
    assert (day.shown()["reason"], day.cash()) == ("holder_unavailable", DEPOSITED)


def test_one_that_was_canceled_is_not_sent() -> None:
    day = Payday()
    day.cancel(day.withdraw())
    day.tick(3)
    assert (day.shown()["status"], day.cash()) == ("CANCELED", DEPOSITED)
    assert day.stores.named("simulated_payments") == []


def test_an_answer_that_contradicts_does_not_keep_the_others() -> None:
    day = Payday()
    day.withdraw()
    job: Any = day.jobs.payments["payouts"]
    real = job.bank

    class Confused:
        verify, pay, acknowledge = real.verify, real.pay, real.acknowledge
        first = None

        def answers(self) -> list[BankAnswer]:
            said = list(real.answers())
            return [BankAnswer(said[0].payment_id, Outcome.RETURNED), *said] if said else []

    object.__setattr__(job, "bank", Confused())
    job.sweep()
    day.stores.clock.advance_ms(SECOND_MS)
    with pytest.raises(InvalidTransition):
        job.sweep()
    assert (day.shown()["status"], day.cash()) == ("COMPLETE", DEPOSITED - 10_000)
