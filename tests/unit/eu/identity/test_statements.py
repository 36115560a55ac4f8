"""Deposits by bank file: credited once, or in suspense until they are matched or sent back."""

import json
from typing import Any

import pytest

from shared.core.errors import CommitUnknown, Refusal
from shared.core.http import Principal, Request
from shared.core.ids import AccountId
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.service.reconciling import EuReconciler
from shared.eu.funding.model.suspense import SuspenseStatus
from shared.eu.funding.service.suspense import SuspenseDesk
from shared.eu.identity.api import demo_statements_create
from shared.eu.identity.service.statements import Taken
from shared.eu.identity.wiring.jobs import over
from shared.eu.identity.wiring.stores import Stores as WiredStores
from shared.eu.ledger.service.book_reader import read_book
from shared.memory.clock import SeededEntropy
from tests.unit.eu.identity.bank_files import camt053, credit054, details, entry
from tests.unit.eu.identity.desk import Desk, Stores
from tests.unit.eu.identity.test_payouts import scenario_iban

DAY_MS = 86_400_000


class Counter:
    """Where bank files come in, with one holder: Ana Garcia Lopez."""

    def __init__(self) -> None:
        self.stores = Stores()
        self.desk = Desk(self.stores)
        self.account: Account = self.desk.open()
        self.reference = f"{self.account.correspondent}-{self.account.account_number}"
        self.suspense = SuspenseDesk(
            self.stores.ledger, self.stores.clock, SeededEntropy("operator")
        )

    def take(self, content: bytes, partner: str | None = None) -> list[Taken]:
        return self.desk.services.statements.take(content, partner)

    def one(self, content: bytes, partner: str | None = None) -> tuple[str, str | None]:
        (taken,) = self.take(content, partner)
        return taken.status, taken.reason

    def cash(self) -> int:
        return self.desk.account(self.account).cash

    def totals(self) -> dict[str, int]:
        """Return the bank and the suspense account by the books, and find no breaks."""
        aggregates = EuReconciler(self.stores.ledger).aggregates()
        assert aggregates.breaks == ()
        assert aggregates.bank_eur >= aggregates.client_eur
        entries = read_book(self.stores.ledger).entries
        lines = [line for each in entries for line in each.draft.lines]
        return {
            code: sum(line.amount for line in lines if line.code == code)
            for code in ("E-1000", "E-2300")
        }

    def tick(self, times: int = 1) -> None:
        kept = self.stores
        wired = WiredStores(kept.ledger, kept.vault, kept.vault_keys, kept.objects, kept.keys)
        for _ in range(times):
            for sweeper in over(
                wired, kept.clock, SeededEntropy("t"), "simulated"
            ).payments.values():
                sweeper.sweep()
            kept.clock.advance_ms(1_000)


@pytest.fixture
def counter() -> Counter:
    return Counter()


class TestCredit:
    def test_a_right_reference_is_credited_with_its_events(self, counter: Counter) -> None:
        assert counter.one(credit054(counter.reference)) == ("CREDITED", None)
        assert counter.cash() == 10_000
        assert counter.totals() == {"E-1000": 10_000, "E-2300": 0}
        bodies = [
            json.loads((seen.data or {})["body"])
            for seen in counter.stores.ledger.query("events", limit=100)
        ]
        (funding,) = [b["funding"] for b in bodies if "funding" in b]
        assert (funding["status_to"], funding["amount"]) == ("COMPLETE", "100.00")

    def test_the_same_file_and_the_same_credit_in_another_file_are_no_ops(
        self, counter: Counter
    ) -> None:
        counter.take(credit054(counter.reference, reference="R7"))
        assert counter.one(credit054(counter.reference, reference="R7")) == ("KNOWN", None)
        other_kind = camt053(entry(reference="R7", remittance=counter.reference))
        assert counter.one(other_kind) == ("KNOWN", None)
        twice = camt053(
            entry("50.00", "R8", remittance=counter.reference),
            entry("50.00", "R8", remittance=counter.reference),
        )
        assert [taken.status for taken in counter.take(twice)] == ["CREDITED", "KNOWN"]
        assert counter.cash() == 15_000

    def test_a_file_with_a_wrong_sum_is_refused_whole(self, counter: Counter) -> None:
        good = entry("100.00", "G1", remittance=counter.reference)
        bad = entry("100.00", "G2", remittance=counter.reference)
        before = counter.stores.documents()
        with pytest.raises(Refusal, match="statement_unbalanced"):
            counter.take(camt053(good, bad, after="200.01"))
        assert counter.stores.documents() == before

    def test_a_file_of_another_account_is_refused(self, counter: Counter) -> None:
        with pytest.raises(Refusal, match="statement_invalid"):
            counter.take(camt053(entry(), iban="ES9121000418450200051332"))

    @pytest.mark.parametrize("hook", ["before_commit", "after_commit"])
    def test_a_crash_at_any_commit_is_healed_by_the_file_again(self, hook: str) -> None:
        for crash_at in range(12):
            counter = Counter()
            seen: list[int] = []

            def crash(_: object, at: int = crash_at, seen: list[int] = seen) -> None:
                seen.append(1)
                if len(seen) == at + 1:
                    raise CommitUnknown

            content = credit054(counter.reference)
            for database in counter.stores.databases:
                setattr(database.hooks, hook, crash)
            try:
                counter.take(content)
            except CommitUnknown:
                counter.take(content)
            assert counter.cash() == 10_000
            assert counter.totals() == {"E-1000": 10_000, "E-2300": 0}


class TestTakenBack:
    def back(self, amount: str = "100.00") -> bytes:
        own, reason = "<AcctSvcrRef>R7</AcctSvcrRef>", "<RtrInf><Rsn><Cd>AM05</Cd></Rsn></RtrInf>"
        parts = details(amount, own=own, more=reason)
        debit = entry(amount, "B9", "DBIT", transactions=parts)
        return camt053(debit, before=amount, after="0.00")

    def test_a_credited_deposit_is_reversed_once(self, counter: Counter) -> None:
        counter.take(credit054(counter.reference, reference="R7"))
        for _ in range(2):
            assert counter.one(self.back()) == ("REVERSED", None)
        assert counter.cash() == 0
        assert counter.totals() == {"E-1000": 0, "E-2300": 0}

    def test_what_was_not_credited_or_is_anothers_is_not(self, counter: Counter) -> None:
        assert counter.one(self.back()) == ("UNKNOWN", None)
        counter.take(credit054(counter.reference, reference="R7"))
        assert counter.one(self.back(), "OTHR") == ("UNKNOWN", None)
        assert counter.one(self.back("99.00")) == ("UNKNOWN", None)
        assert counter.cash() == 10_000


class TestSuspense:
    @pytest.mark.parametrize(
        ("remittance", "name", "reason"),
        [
            ("rent", "Ana Garcia", "no_reference"),
            ("ACME-000000000", "Ana Garcia", "unknown_reference"),
            ("{other}", "Ana Garcia", "unknown_reference"),
            ("{own} {other}", "Ana Garcia", "several_references"),
            ("{own}", "Pedro Ruiz", "third_party"),
            ("{own}", "", "third_party"),
        ],
    )
    def test_what_leads_nowhere(
        self, counter: Counter, remittance: str, name: str, reason: str
    ) -> None:
        number = counter.account.account_number
        text = remittance.format(own=counter.reference, other=f"OTHR-{number}")
        assert counter.one(credit054(text, name=name)) == ("SUSPENDED", reason)
        assert counter.cash() == 0
        assert counter.totals() == {"E-1000": 10_000, "E-2300": -10_000}

    def test_a_partners_own_file_leads_to_its_own_accounts_alone(self, counter: Counter) -> None:
        content = credit054(counter.reference)
        assert counter.one(content, "OTHR") == ("SUSPENDED", "unknown_reference")
        assert counter.cash() == 0

    def test_a_closed_account_gets_nothing(self, counter: Counter) -> None:
        counter.desk.services.closing.close(counter.desk.seen(counter.account))
        content = credit054(counter.reference)
        assert counter.one(content) == ("SUSPENDED", "account_restricted")

    def test_it_is_found_matched_and_credited(self, counter: Counter) -> None:
        counter.take(credit054("ACME 9999 9999 99"))
        (deposit,) = counter.suspense.waiting()
        assert (deposit.reference, deposit.amount_cents) == ("ACME-9999999999", 10_000)
        for _ in range(2):
            matched = counter.suspense.match(deposit.deposit_id, counter.account.account_id)
            assert matched.status is SuspenseStatus.CREDITED
        assert counter.cash() == 10_000
        assert counter.totals() == {"E-1000": 10_000, "E-2300": 0}
        assert counter.suspense.waiting() == []
        assert counter.one(credit054("ACME 9999 9999 99")) == ("KNOWN", None)
        with pytest.raises(Refusal, match="deposit_not_open"):
            counter.suspense.send_back(deposit.deposit_id)

    def test_a_match_needs_a_deposit_and_an_active_account(self, counter: Counter) -> None:
        counter.take(credit054("rent"))
        (deposit,) = counter.suspense.waiting()
        for account_id in ("nobody", "a/b"):
            with pytest.raises((Refusal, ValueError)):
                counter.suspense.match(deposit.deposit_id, AccountId(account_id))
        with pytest.raises(Refusal, match="not_found"):
            counter.suspense.match("a/b", counter.account.account_id)
        counter.desk.services.closing.close(counter.desk.seen(counter.account))
        with pytest.raises(Refusal, match="account_restricted"):
            counter.suspense.match(deposit.deposit_id, counter.account.account_id)
        assert counter.totals()["E-2300"] == -10_000

    def test_it_is_sent_back_by_word_of_an_operator(self, counter: Counter) -> None:
        counter.take(credit054("rent"))
        (deposit,) = counter.suspense.waiting()
        counter.suspense.send_back(deposit.deposit_id)
        with pytest.raises(Refusal, match="deposit_not_open"):
            counter.suspense.match(deposit.deposit_id, counter.account.account_id)
        counter.tick(4)
        assert counter.totals() == {"E-1000": 0, "E-2300": 0}
        assert counter.suspense.waiting() == []

    def test_it_goes_back_by_itself_after_five_working_days(self, counter: Counter) -> None:
        counter.take(credit054("rent"))  # on a Friday
        counter.stores.clock.advance_ms(6 * DAY_MS)
        counter.tick(3)
        assert counter.totals()["E-2300"] == -10_000
        counter.stores.clock.advance_ms(DAY_MS)
        counter.tick(3)
        assert counter.totals() == {"E-1000": 0, "E-2300": 0}

    def test_what_the_payers_bank_does_not_take_is_in_suspense_again(
        self, counter: Counter
    ) -> None:
        counter.take(credit054("rent", iban=scenario_iban("9993")))
        (deposit,) = counter.suspense.waiting()
        counter.suspense.send_back(deposit.deposit_id)
        counter.tick(3)
        (again,) = counter.suspense.waiting()
        assert again.status is SuspenseStatus.SUSPENDED
        counter.suspense.match(again.deposit_id, counter.account.account_id)
        assert counter.totals() == {"E-1000": 10_000, "E-2300": 0}


def test_no_document_has_the_payer_in_clear(counter: Counter) -> None:
    counter.take(credit054(counter.reference))
    counter.take(credit054("for Ana, rent", name="Pedro Ruiz", reference="N2"))
    dump = json.dumps(counter.stores.documents()).lower()
    for marker in ("garcia", "pedro", "ruiz", "es912100", "rent"):
        assert marker not in dump.replace("current", "")


class TestOperation:
    def ask(self, counter: Counter, body: Any, bank: str = "simulated") -> Any:
        operation = demo_statements_create.operation(counter.desk.services.statements, bank)
        return operation(Request(Principal("ACME"), {}, {}, body)).body

    def test_a_partner_hands_in_what_the_bank_reports(self, counter: Counter) -> None:
        body = {"content": credit054(counter.reference).decode()}
        (deposit,) = self.ask(counter, body)["deposits"]
        assert (deposit["status"], deposit["reason"]) == ("CREDITED", None)
        assert counter.cash() == 10_000

    def test_only_where_the_bank_is_simulated(self, counter: Counter) -> None:
        with pytest.raises(Refusal, match="not_found"):
            self.ask(counter, {"content": "x"}, "none")

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ([], "malformed_body"),
            ({}, "missing_field"),
            ({"content": 5}, "missing_field"),
            ({"content": "\ud800"}, "invalid_field"),
            ({"content": "x", "more": 1}, "unknown_field"),
            ({"content": "<Document/>"}, "statement_invalid"),
        ],
    )
    def test_bad_bodies(self, counter: Counter, body: Any, reason: str) -> None:
        with pytest.raises(Refusal, match=reason):
            self.ask(counter, body)
