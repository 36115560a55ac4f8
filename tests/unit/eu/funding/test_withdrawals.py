"""Withdrawals: every step in the books and on the streams, once, whatever comes when."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.documents import Documents, create, replace
from shared.core.errors import CommitUnknown, Conflict, InvalidTransition, Refusal
from shared.core.http import Principal, Request
from shared.core.ids import AccountId
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.funding.api import transfers_cancel, transfers_create, transfers_list
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.model.transfer import PayeeCheck, TransferReason
from shared.eu.funding.model.withdrawal import WithdrawalEvent as E
from shared.eu.funding.paths import transfer_document
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.funding.service.transfers import TransferDesk
from shared.eu.funding.service.withdrawals import WithdrawalDesk
from shared.eu.ledger.paths import entry_of
from tests.simulation.checkers import Books, check_always
from tests.simulation.world import World, build

DEPOSITED = 1_000_000
PAID = [E.SEND, E.CONFIRM]


class Bench:
    """One funded account with a bank, and everything that can be done to its withdrawals."""

    def __init__(self) -> None:
        self.world: World = build("withdrawals")
        self.account_id = AccountId(self.world.accounts[0])
        self.bank_id = str(uuid4())
        document = {"account_id": self.account_id, "status": "APPROVED"}
        self.world.eu.commit([create(f"banks/{self.bank_id}", document)])
        self.desk = TransferDesk(self.documents, self.world.clock, self.world.entropy, False)
        self.withdrawals = WithdrawalDesk(self.documents, self.world.clock, self.world.entropy)

    @property
    def documents(self) -> Documents:
        return self.world.eu

    def body(self, amount: str, **changes: Any) -> dict[str, Any]:
        body = {"transfer_type": "wire", "direction": "OUTGOING", "bank_id": self.bank_id}
        return {**body, "amount": amount, **changes}

    def ask(self, amount: str, key: str | None = None, **changes: Any) -> dict[str, Any]:
        (resource,) = self.documents.get([account_path(self.account_id)])
        request = Request(Principal("BEJE"), {}, {}, self.body(amount, **changes), resource, key)
        answer: dict[str, Any] = transfers_create.operation(self.desk)(request).body
        return answer

    def cancel(self, transfer_id: str, account_id: str | None = None) -> int:
        path = {"account_id": account_id or self.account_id, "transfer_id": transfer_id}
        request = Request(Principal("BEJE"), path, {})
        return transfers_cancel.operation(self.desk)(request).status

    def listed(self) -> list[dict[str, Any]]:
        request = Request(Principal("BEJE"), {"account_id": self.account_id}, {})
        found: list[dict[str, Any]] = transfers_list.operation(self.desk)(request).body
        return found

    def account(self) -> Account:
        (seen,) = self.documents.get([account_path(self.account_id)])
        return account_of(seen.path, seen.data or {})

    def money(self) -> tuple[int, int]:
        """Return cash and what is on its way out, in cents."""
        account = self.account()
        return account.cash, account.balance("E-2015")

    def told(self, transfer_id: str) -> list[tuple[str, str]]:
        steps = {}
        for seen in self.documents.query("events", limit=10_000):
            body = json.loads((seen.data or {})["body"]).get("funding", {})
            if body.get("transfer_id") == transfer_id:
                number = (seen.data or {})["sequences"]["funding"]
                steps[number] = (body["status_from"], body["status_to"])
        return [steps[number] for number in sorted(steps)]

    def lines(self, transfer_id: str) -> list[tuple[str, int]]:
        """Return the lines of all entries of a transfer, in the order of the chain."""
        entries = [
            entry_of(seen.path.partition("/")[2], seen.data or {})  # type: ignore[arg-type]
            for seen in self.documents.query("entries", limit=10_000)
        ]
        own = [e for e in entries if e.draft.facts.get("transfer_id") == transfer_id]
        own.sort(key=lambda entry: entry.links[0].sequence)
        return [(line.code.value, line.amount) for entry in own for line in entry.draft.lines]

    def check(self) -> None:
        check_always(Books.read(self.world.eu, self.world.us))


@pytest.fixture
def bench() -> Bench:
    return Bench()


class TestRequest:
    def test_it_leaves_cash_at_once_with_its_activity(self, bench: Bench) -> None:
        answer = bench.ask("250.75")
        assert (answer["status"], answer["direction"]) == ("QUEUED", "OUTGOING")
        assert (answer["bank_id"], answer["amount"]) == (bench.bank_id, "250.75")
        assert bench.money() == (DEPOSITED - 25_075, 25_075)
        assert bench.account().withdrawable == DEPOSITED - 25_075
        assert bench.told(answer["id"]) == [("", "QUEUED")]
        assert bench.lines(answer["id"]) == [("E-2000", 25_075), ("E-2015", -25_075)]
        bench.check()

    def test_all_of_the_cash_and_not_a_cent_more(self, bench: Bench) -> None:
        bench.ask("10000.00")
        with pytest.raises(Refusal) as refused:
            bench.ask("0.01")
        assert (refused.value.reason, refused.value.field) == ("insufficient_cash", "amount")
        assert bench.money() == (0, DEPOSITED)

    def test_proceeds_that_are_not_settled_stay(self, bench: Bench) -> None:
        (seen,) = bench.documents.get([account_path(bench.account_id)])
        data = seen.data or {}
        balances = {**data["balances"], "E-2000": 1_000, "E-2020": 5_000}
        bench.documents.commit([replace(seen, {**data, "balances": balances})])
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.ask("10.01")
        bench.ask("10.00")
        assert bench.account().withdrawable == 0

    def test_a_bank_of_another_account_is_refused(self, bench: Bench) -> None:
        other = str(uuid4())
        bench.documents.commit([create(f"banks/{other}", {"account_id": "another"})])
        with pytest.raises(Refusal, match="invalid_field"):
            bench.ask("1", bank_id=other)
        assert bench.money() == (DEPOSITED, 0)

    def test_a_repeat_under_its_key_is_the_same_withdrawal(self, bench: Bench) -> None:
        first = bench.ask("9000", key="rent")
        assert bench.ask("9000", key="rent") == first
        with pytest.raises(Refusal, match="idempotency_key_reused"):
            bench.ask("9001", key="rent")
        assert bench.money() == (100_000, 900_000)

    def test_two_that_meet_do_not_spend_the_same_cash(self, bench: Bench) -> None:
        meets: list[str] = []

        def other_first(_: object) -> None:
            if not meets:
                meets.append("met")
                bench.ask("6000")

        bench.world.eu.hooks.before_commit = other_first
        with pytest.raises(Refusal, match="insufficient_cash"):
            bench.ask("6000")
        assert bench.money() == (400_000, 600_000)
        bench.check()

    @pytest.mark.parametrize("lands", [True, False])
    def test_a_lost_answer_is_asked_after(self, bench: Bench, lands: bool) -> None:
        lost: list[str] = []

        def lose(_: object) -> None:
            if not lost:
                lost.append("lost")
                raise CommitUnknown

        hook = "after_commit" if lands else "before_commit"
        setattr(bench.world.eu.hooks, hook, lose)
        transfer_id = bench.ask("100")["id"]
        assert bench.money() == (DEPOSITED - 10_000, 10_000)
        assert bench.told(transfer_id) == [("", "QUEUED")]
        bench.check()


class TestSteps:
    def test_paid_out(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        bench.withdrawals.tell(transfer_id, E.SEND, None, PayeeCheck.MATCH)
        bench.withdrawals.tell(transfer_id, E.CONFIRM)
        assert bench.told(transfer_id) == [
            ("", "QUEUED"),
            ("QUEUED", "SENT_TO_CLEARING"),
            ("SENT_TO_CLEARING", "COMPLETE"),
        ]
        assert bench.lines(transfer_id)[2:] == [("E-2015", 10_000), ("E-1000", -10_000)]
        assert bench.money() == (DEPOSITED - 10_000, 0)
        assert bench.listed()[0]["status"] == "COMPLETE"
        bench.check()

    @pytest.mark.parametrize(
        ("events", "status", "reason"),
        [
            (
                [(E.SEND, None), (E.REJECT, TransferReason.BANK_REJECTED)],
                "REJECTED",
                "bank_rejected",
            ),
            ([(E.REJECT, TransferReason.BANK_REMOVED)], "REJECTED", "bank_removed"),
            (
                [(E.SEND, None), (E.CONFIRM, None), (E.RETURN, TransferReason.BANK_RETURNED)],
                "RETURNED",
                "bank_returned",
            ),
        ],
    )
    def test_money_that_comes_back_is_mirrored(
        self, bench: Bench, events: list[Any], status: str, reason: str
    ) -> None:
        transfer_id = bench.ask("100")["id"]
        for event, why in events:
            bench.withdrawals.tell(transfer_id, event, why)
        (shown,) = bench.listed()
        assert (shown["status"], shown["reason"]) == (status, reason)
        totals: dict[str, int] = {}
        for code, amount in bench.lines(transfer_id):
            totals[code] = totals.get(code, 0) + amount
        assert set(totals.values()) == {0}
        assert bench.money() == (DEPOSITED, 0)
        bench.check()

    def test_held_and_approved(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        mismatch = TransferReason.PAYEE_MISMATCH
        bench.withdrawals.tell(transfer_id, E.HOLD, mismatch, PayeeCheck.NO_MATCH)
        assert bench.listed()[0]["reason"] == "payee_mismatch"
        assert bench.withdrawals.awaiting() == []
        bench.withdrawals.tell(transfer_id, E.APPROVE)
        (waiting,) = bench.withdrawals.awaiting()
        assert (waiting.transfer_id, waiting.payee_check) == (transfer_id, PayeeCheck.NO_MATCH)

    def test_a_repeat_of_an_event_changes_nothing(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        for event in (*PAID, E.RETURN):
            bench.withdrawals.tell(transfer_id, event)
            before = bench.account()
            bench.withdrawals.tell(transfer_id, event)
            assert bench.account() == before
        bench.withdrawals.tell(transfer_id, E.CONFIRM)
        assert bench.money() == (DEPOSITED, 0)

    def test_what_contradicts_is_not_booked(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        with pytest.raises(InvalidTransition):
            bench.withdrawals.tell(transfer_id, E.CONFIRM)
        bench.withdrawals.tell(transfer_id, E.SEND)
        bench.withdrawals.tell(transfer_id, E.REJECT)
        with pytest.raises(InvalidTransition):
            bench.withdrawals.tell(transfer_id, E.CONFIRM)
        assert bench.money() == (DEPOSITED, 0)

    def test_a_payment_is_handed_over_until_the_bank_has_it(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        bench.withdrawals.tell(transfer_id, E.SEND)
        assert [each.transfer_id for each in bench.withdrawals.awaiting()] == [transfer_id]
        bench.withdrawals.note_handed_over(transfer_id)
        assert bench.withdrawals.awaiting() == []
        bench.withdrawals.note_handed_over(transfer_id)
        bench.withdrawals.tell(transfer_id, E.CONFIRM)
        assert bench.listed()[0]["status"] == "COMPLETE"

    def test_a_deposit_is_no_withdrawal(self, bench: Bench) -> None:
        deposit = Deposit(str(uuid4()), bench.account_id, Cents(1), bench.world.clock.now())
        path = f"transfers/{deposit.transfer_id}"
        document = transfer_document(deposit.transfer())
        FundingDesk(bench.documents, bench.world.clock).credit(deposit, {path: document})
        with pytest.raises(LookupError):
            bench.withdrawals.tell(deposit.transfer_id, E.SEND)
        with pytest.raises(Refusal, match="transfer_not_cancelable"):
            bench.cancel(deposit.transfer_id)


class TestCancel:
    def test_before_it_is_sent_the_money_comes_back(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        assert bench.cancel(transfer_id) == 204
        assert bench.cancel(transfer_id) == 204
        assert bench.told(transfer_id)[1:] == [("QUEUED", "CANCELED")]
        assert bench.money() == (DEPOSITED, 0)
        assert bench.withdrawals.awaiting() == []
        bench.check()

    @pytest.mark.parametrize("events", [PAID[:1], PAID, [E.REJECT]])
    def test_not_afterwards(self, bench: Bench, events: list[E]) -> None:
        transfer_id = bench.ask("100")["id"]
        for event in events:
            bench.withdrawals.tell(transfer_id, event)
        with pytest.raises(Refusal, match="transfer_not_cancelable"):
            bench.cancel(transfer_id)

    @pytest.mark.parametrize("transfer_id", [str(uuid4()), "..", "a/b", "0" * 400])
    def test_what_does_not_exist_is_not_found(self, bench: Bench, transfer_id: str) -> None:
        with pytest.raises(Refusal, match="not_found"):
            bench.cancel(transfer_id)

    def test_another_accounts_is_not_found(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        with pytest.raises(Refusal, match="not_found"):
            bench.cancel(transfer_id, bench.world.accounts[1])
        assert bench.money() == (DEPOSITED - 10_000, 10_000)

    def test_a_cancel_that_meets_the_sending_loses(self, bench: Bench) -> None:
        transfer_id = bench.ask("100")["id"]
        met: list[str] = []

        def sent_first(_: object) -> None:
            if not met:
                met.append("met")
                bench.withdrawals.tell(transfer_id, E.SEND)

        bench.world.eu.hooks.before_commit = sent_first
        with pytest.raises(Refusal, match="transfer_not_cancelable"):
            bench.cancel(transfer_id)
        assert bench.money() == (DEPOSITED - 10_000, 10_000)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "cancel", *E]), st.integers(0, 3), st.integers(1, 400_000)
        ),
        max_size=25,
    )
)
def test_in_whatever_order_things_come_the_books_are_whole(steps: list[Any]) -> None:
    bench = Bench()
    ids: list[str] = []
    for what, which, cents in steps:
        try:
            if what == "ask":
                ids.append(bench.ask(f"{cents // 100}.{cents % 100:02d}")["id"])
            elif ids and what == "cancel":
                bench.cancel(ids[which % len(ids)])
            elif ids:
                bench.withdrawals.tell(ids[which % len(ids)], what)
        except (Refusal, InvalidTransition, Conflict):
            continue
    bench.check()
    on_its_way = {"QUEUED", "APPROVAL_PENDING", "APPROVED", "SENT_TO_CLEARING"}
    shown = bench.listed()
    pending = sum(int(t["amount"].replace(".", "")) for t in shown if t["status"] in on_its_way)
    gone = sum(int(t["amount"].replace(".", "")) for t in shown if t["status"] == "COMPLETE")
    assert bench.money() == (DEPOSITED - pending - gone, pending)
