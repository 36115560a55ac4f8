"""Opening an account over three databases: once, whole or not at all, whatever crashes (D15)."""

import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Refusal, StoreError, Unavailable
from shared.eu.accounts.model.account import Account, AccountState
from shared.eu.accounts.paths import account_of
from shared.eu.identity.model.holder import Holder
from shared.eu.identity.paths import holder_of, holder_path
from shared.eu.identity.service.review import HumanReview
from tests.unit.eu.identity.alpaca_broker import as_official_client
from tests.unit.eu.identity.desk import Desk, Stores
from tests.unit.eu.identity.interrupting import Crash, heal, interrupt

PASSPORT = {
    "document_type": "identity_verification",
    "document_sub_type": "passport",
    "content": "UEFTU1BPUlQ=",
    "mime_type": "image/png",
}
WITH_DOCUMENT: dict[str, Any] = {"documents": [PASSPORT]}
# Claim, keys, persons, cohort, account, confirmation.
COMMITS = 6
LEFT_BY_AN_OPENING = ("indexes", "holders", "subjects", "uploads", "wraps")


def holder_of_account(stores: Stores, account: Account) -> Holder:
    (seen,) = stores.vault.get([holder_path(account.account_id)])
    assert seen.data is not None
    return holder_of(seen.path, seen.data)


def accounts_in(stores: Stores) -> list[Account]:
    found = stores.ledger.query("accounts", limit=100)
    return [account_of(seen.path, seen.data) for seen in found if seen.data is not None]


def assert_complete(stores: Stores, account: Account) -> None:
    """Check that an account has its person, its keys, its events: that a stranger can use it."""
    desk = Desk(stores, "reader")
    view = desk.shown(account)
    assert view["status"] == "ACTIVE"
    assert view["contact"]["email_address"] == "ana.garcia@example.org"
    assert view["trusted_contact"]["given_name"] == "Luis"
    assert [document["document_type"] for document in view["documents"]] == [
        "identity_verification"
    ]
    assert desk.statuses(account) == [
        ("", "SUBMITTED"),
        ("SUBMITTED", "APPROVED"),
        ("APPROVED", "ACTIVE"),
    ]


class TestOpening:
    def test_an_account_is_active_empty_and_known_to_the_official_client(self) -> None:
        desk = Desk()
        account = desk.open()
        assert account.state is AccountState.ACTIVE
        assert (account.cash, account.chain_sequence, account.chain_hash) == (0, 0, "0" * 64)
        (residual,) = desk.stores.ledger.query("cohorts", limit=10)
        assert residual.data is not None
        assert account.cohort == residual.data["cohort"]
        shown = as_official_client(desk.shown(account))
        assert shown.currency == "EUR"
        assert shown.last_equity == "0.00"
        assert shown.contact is not None
        assert shown.contact.street_address == ["Calle Mayor 1", "2 B"]
        assert shown.identity is not None
        assert shown.identity.tax_id == "******78Z"
        assert shown.identity.annual_income_max == 50_000
        assert shown.disclosures is not None
        assert shown.disclosures.is_politically_exposed is False
        assert shown.agreements is not None
        assert len(shown.agreements) == 3

    def test_a_list_shows_no_person_unless_asked_for(self) -> None:
        desk = Desk()
        account = desk.open()
        reads = desk.stores.vault.counters.reads.total()
        (view,) = desk.profiles.views([account], [], "ACME")
        assert not {"contact", "identity", "disclosures"} & view.keys()
        assert desk.stores.vault.counters.reads.total() == reads
        assert as_official_client(view).contact is None

    def test_the_ledger_knows_no_person_and_the_vault_nothing_in_clear(self) -> None:
        desk = Desk()
        account = desk.open(**WITH_DOCUMENT)
        desk.shown(account)
        dump = json.dumps(desk.stores.documents()).lower()
        for marker in (
            "ana.garcia", "garcia", "12345678z", "600111222", "mayor", "1990-02-28", "luis@",
            "203.0.113", "panaderia", "passport", '"30000',
        ):  # fmt: skip
            assert marker not in dump, marker
        assert all(b"PASSPORT" not in data for data in desk.stores.objects._stored.values())
        holder = holder_of_account(desk.stores, account)
        ledger = json.dumps(
            {p: d for p, d in desk.stores.documents().items() if p.startswith("ledger/")}
        )
        assert not [subject_id for subject_id in holder.subject_ids if subject_id in ledger]

    def test_the_notice_that_was_shown_is_recorded(self) -> None:
        desk = Desk()
        assert holder_of_account(desk.stores, desk.open()).notice_version == "1.2026.11"

    def test_settings_of_the_application_are_kept(self) -> None:
        account = Desk().open(trading_configurations={"suspend_trade": True})
        assert account.configuration == {"suspend_trade": True}

    def test_keys_are_called_a_few_times(self) -> None:
        desk = Desk()
        desk.open()
        assert desk.stores.keys.calls == {
            "encrypt/vault-kek": 4,
            "mac/blind-index-email": 2,
            "mac/blind-index-phone": 1,
            "mac/blind-index-tax-id": 1,
        }

    @pytest.mark.parametrize(
        ("changes", "state"),
        [
            ({"disclosures__is_politically_exposed": True}, "ACTION_REQUIRED"),
            ({"disclosures__is_control_person": True}, "ACTION_REQUIRED"),
            (
                {
                    "identity__country_of_tax_residence": "CHE",
                    "identity__tax_id_type": "OTHER_GOV_ID",
                    "identity__tax_id": "7561234567897",
                },
                "APPROVAL_PENDING",
            ),
        ],
    )
    def test_who_is_not_ordinary_waits(self, changes: dict[str, Any], state: str) -> None:
        desk = Desk()
        account = desk.open(**changes)
        assert desk.statuses(account) == [("", "SUBMITTED"), ("SUBMITTED", state)]

    def test_without_an_automatic_review_people_decide(self) -> None:
        account = Desk(review=HumanReview()).open()
        assert account.state is AccountState.APPROVAL_PENDING


class TestDuplicates:
    @pytest.mark.parametrize(
        "address", ["ana.garcia@example.org", "ANA.GARCIA@EXAMPLE.ORG", " Ana.Garcia@example.org "]
    )
    def test_an_address_opens_one_account_for_a_partner(self, address: str) -> None:
        desk = Desk()
        desk.open()
        with pytest.raises(Refusal) as refused:
            desk.open(contact__email_address=address, identity__given_name="Eva")
        assert refused.value.reason == "duplicate_email"
        assert refused.value.field == "contact.email_address"
        assert len(accounts_in(desk.stores)) == 1

    def test_the_same_request_again_is_a_duplicate(self) -> None:
        desk = Desk()
        desk.open()
        with pytest.raises(Refusal, match="duplicate_email"):
            desk.open()

    def test_another_partner_may_have_the_same_person(self) -> None:
        desk = Desk()
        first, second = desk.open(), desk.open("OTHER")
        assert first.account_id != second.account_id
        assert holder_of_account(desk.stores, first).subject_id != (
            holder_of_account(desk.stores, second).subject_id
        )

    def test_two_requests_at_the_same_moment_open_one_account(self) -> None:
        stores = Stores()
        opened: list[Account] = []

        def overtake(writes: Sequence[Write]) -> None:
            heal(stores)
            opened.append(Desk(stores, "other").open())

        for database in stores.databases:
            database.hooks.before_commit = overtake
        with pytest.raises(Refusal, match="duplicate_email"):
            Desk(stores, "first").open()
        assert accounts_in(stores) == opened

    @pytest.mark.parametrize("moment", range(2, COMMITS + 1))
    def test_two_equal_requests_interleaved_anywhere_end_in_one_account(self, moment: int) -> None:
        stores = Stores()
        numbers = count(1)

        def overtake(writes: Sequence[Write]) -> None:
            if next(numbers) == moment:
                heal(stores)
                Desk(stores, "other").open(**WITH_DOCUMENT)

        for database in stores.databases:
            database.hooks.before_commit = overtake
        account = Desk(stores, "first").open(**WITH_DOCUMENT)
        assert accounts_in(stores) == [account]
        assert_complete(stores, account)

    def test_an_address_on_its_way_is_not_taken_by_another_application(self) -> None:
        stores = Stores()
        interrupt(stores, 3, Crash, after=False)
        with pytest.raises(Crash):
            Desk(stores).open()
        heal(stores)
        with pytest.raises(Refusal, match="contention"):
            Desk(stores, "other").open(identity__given_name="Eva")
        stores.clock.advance_ms(121_000)  # the first one has certainly ended
        account = Desk(stores, "other").open(identity__given_name="Eva")
        assert Desk(stores).shown(account)["identity"]["given_name"] == "Eva"
        assert len(stores.named("holders", "wraps")) == 1 + 2


@pytest.fixture(params=[False, True], ids=["before", "after"])
def after(request: pytest.FixtureRequest) -> Iterator[bool]:
    yield request.param


class TestCrashes:
    def crashed(self, at: int, *, after: bool) -> Stores:
        stores = Stores()
        interrupt(stores, at, Crash, after=after)
        with pytest.raises(Crash):
            Desk(stores).open(**WITH_DOCUMENT)
        heal(stores)
        return stores

    def test_the_commits_are_counted(self) -> None:
        stores = Stores()
        interrupt(stores, COMMITS + 1, Crash, after=False)
        Desk(stores).open(**WITH_DOCUMENT)

    @pytest.mark.parametrize("at", range(1, COMMITS + 1))
    def test_a_crash_leaves_nothing_or_a_complete_account(self, at: int, after: bool) -> None:
        stores = self.crashed(at, after=after)
        for account in accounts_in(stores):
            assert_complete(stores, account)
        assert len(accounts_in(stores)) == (at > 5 or (at == 5 and after))

    @pytest.mark.parametrize("at", range(1, COMMITS + 1))
    @pytest.mark.parametrize("minutes", [0, 2, 60])
    def test_a_repeat_completes_it(self, at: int, after: bool, minutes: int) -> None:
        stores = self.crashed(at, after=after)
        before = accounts_in(stores)
        stores.clock.advance_ms(minutes * 60_000)
        if at == COMMITS and after:
            with pytest.raises(Refusal, match="duplicate_email"):
                Desk(stores, "again").open(**WITH_DOCUMENT)
            (account,) = before
        else:
            account = Desk(stores, "again").open(**WITH_DOCUMENT)
        assert accounts_in(stores) == [account]
        assert before in ([], [account])
        assert_complete(stores, account)
        assert len(stores.named("wraps")) == len(stores.named("subjects")) == 2
        assert len(stores.objects.names()) == 1

    @pytest.mark.parametrize("at", range(1, COMMITS + 1))
    def test_the_sweeper_removes_it_or_confirms_it(self, at: int, after: bool) -> None:
        stores = self.crashed(at, after=after)
        sweeper = Desk(stores, "sweeper").services.clearing
        assert sweeper.sweep() == 0  # too young
        stores.clock.advance_ms(121_000)
        sweeper.sweep()
        assert not [d for d in stores.documents().values() if "pending" in d]
        accounts = accounts_in(stores)
        if accounts:
            assert_complete(stores, accounts[0])
            with pytest.raises(Refusal, match="duplicate_email"):
                Desk(stores, "again").open(**WITH_DOCUMENT)
        else:
            assert stores.named(*LEFT_BY_AN_OPENING) == []
            assert stores.objects.names() == []
            assert_complete(stores, Desk(stores, "again").open(**WITH_DOCUMENT))

    @pytest.mark.parametrize("at", range(1, COMMITS + 1))
    @pytest.mark.parametrize("sweep_at", range(1, 4))
    def test_a_sweeper_that_crashes_is_continued(self, at: int, after: bool, sweep_at: int) -> None:
        stores = self.crashed(at, after=after)
        stores.clock.advance_ms(121_000)
        interrupt(stores, sweep_at, Crash, after=after)
        try:
            Desk(stores, "sweeper").services.clearing.sweep()
        except Crash:
            heal(stores)
            Desk(stores, "next sweeper").services.clearing.sweep()
        heal(stores)
        for account in accounts_in(stores):
            assert_complete(stores, account)
        if not accounts_in(stores):
            assert stores.named(*LEFT_BY_AN_OPENING) == []
            assert stores.objects.names() == []

    @pytest.mark.parametrize("at", range(1, COMMITS + 1))
    @pytest.mark.parametrize("error", [CommitUnknown, Unavailable])
    def test_a_lost_answer_is_no_second_account(
        self, at: int, after: bool, error: type[StoreError]
    ) -> None:
        stores = Stores()
        interrupt(stores, at, error, after=after)
        try:
            account = Desk(stores).open(**WITH_DOCUMENT)
        except Unavailable:
            heal(stores)
            if at == COMMITS and after:
                (account,) = accounts_in(stores)
            else:
                account = Desk(stores, "again").open(**WITH_DOCUMENT)
        heal(stores)
        assert accounts_in(stores) == [account]
        assert_complete(stores, account)

    def test_an_attempt_that_is_late_makes_no_account(self) -> None:
        stores = Stores()
        numbers = count(1)

        def stall(writes: Sequence[Write]) -> None:
            if next(numbers) == 4:
                stores.clock.advance_ms(61_000)

        for database in stores.databases:
            database.hooks.before_commit = stall
        with pytest.raises(Unavailable):
            Desk(stores).open()
        assert accounts_in(stores) == []
        assert_complete_without_documents(stores, Desk(stores, "again").open())

    def test_an_attempt_that_was_cleared_meanwhile_leaves_no_person(self) -> None:
        stores = Stores()
        numbers = count(1)

        def stall(writes: Sequence[Write]) -> None:
            if next(numbers) == 3:  # its persons are about to be written
                heal(stores)
                stores.clock.advance_ms(121_000)
                Desk(stores, "sweeper").services.clearing.sweep()
                assert stores.named(*LEFT_BY_AN_OPENING) == []
                interrupt(stores, 1, Crash, after=False)  # and it dies at its next step

        for database in stores.databases:
            database.hooks.before_commit = stall
        with pytest.raises(Crash):
            Desk(stores).open(**WITH_DOCUMENT)
        heal(stores)
        assert stores.named(*LEFT_BY_AN_OPENING) == []
        assert stores.objects.names() == []


def assert_complete_without_documents(stores: Stores, account: Account) -> None:
    view = Desk(stores, "reader").shown(account)
    assert (view["status"], view["documents"]) == ("ACTIVE", [])
    assert view["identity"]["given_name"] == "Ana"
