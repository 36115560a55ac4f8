"""Correcting persons: new values count, old ones are blocked, partners are told once (R-115)."""

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Refusal
from shared.eu.accounts.model.account import Account
from shared.eu.identity.model.application import read_update
from shared.eu.identity.model.search import read_search
from tests.unit.eu.identity.bodies import SIGNED
from tests.unit.eu.identity.desk import Desk

TOLD = [("ACTIVE", "ACCOUNT_UPDATED"), ("ACCOUNT_UPDATED", "ACTIVE")]
RENAMED = {"identity": {"family_name": "Perez"}}


class Crash(BaseException):
    pass


def correct(desk: Desk, account: Account, body: Any) -> dict[str, Any]:
    desk.services.rectification.correct(desk.account(account), read_update(body), "ACME")
    return desk.shown(account)


def test_a_changed_field_is_shown_and_the_others_stay() -> None:
    desk = Desk()
    account = desk.open()
    before = desk.shown(account)
    after = correct(desk, account, {**RENAMED, "contact": {"city": "Toledo", "unit": "3"}})
    assert after["identity"] == {**before["identity"], "family_name": "Perez"}
    assert after["contact"] == {**before["contact"], "city": "Toledo", "unit": "3"}
    assert after["disclosures"] == before["disclosures"]
    assert desk.statuses(account)[3:] == TOLD
    assert after["status"] == "ACTIVE"


def test_the_old_value_is_blocked_and_not_shown() -> None:
    desk = Desk()
    account = desk.open()
    correct(desk, account, RENAMED)
    (blocked,) = desk.stores.vault.query("rectified", limit=10)
    assert blocked.data is not None
    assert list(blocked.data["fields"]) == ["identity"]
    assert list(blocked.data["fields"]["identity"]) == ["family_name"]
    assert "Garcia Lopez" not in json.dumps(desk.shown(account))


def test_an_update_that_changes_nothing_is_told_to_nobody() -> None:
    desk = Desk()
    account = desk.open()
    before = desk.stores.documents()
    correct(desk, account, {"identity": {"given_name": "Ana", "tax_id": "12.345.678-z"}})
    after = {p: d for p, d in desk.stores.documents().items() if "/accesses/" not in p}
    assert after == before


def test_each_update_is_told_once() -> None:
    desk = Desk()
    account = desk.open()
    for name in ("Perez", "Lopez"):
        correct(desk, account, {"identity": {"family_name": name}})
    assert desk.statuses(account)[3:] == TOLD * 2


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        ({"identity": {"family_name": "Muñoz"}}, "not_ascii", "identity.family_name"),
        ({"identity": {"tax_id": "12345678A"}}, "invalid_tax_id", "identity.tax_id"),
        ({"identity": {"date_of_birth": "2010-01-01"}}, "under_age", "identity.date_of_birth"),
        ({"contact": {"postal_code": "99999"}}, "invalid_postal_code", "contact.postal_code"),
        ({"contact": {"country": "DEU", "postal_code": "2801"}}, "invalid_postal_code",
         "contact.postal_code"),
        ({"identity": {"annual_income_min": "99999999"}}, "invalid_field",
         "identity.annual_income_max"),
        ({"contact": {"street_address": ["PO Box 1"]}}, "po_box_not_allowed",
         "contact.street_address"),
        ({"contact": {"nickname": "x"}}, "unknown_field", "contact"),
        ({"account_number": "1"}, "unknown_field", None),
        ({}, "missing_field", None),
        ({"agreements": [{"agreement": "options_agreement"}]}, "missing_field",
         "agreements.signed_at"),
        ([], "malformed_body", None),
    ],
)  # fmt: skip
def test_a_wrong_update_changes_nothing(body: Any, reason: str, field: str | None) -> None:
    desk = Desk()
    account = desk.open()
    before = desk.shown(account)
    with pytest.raises(Refusal) as refused:
        correct(desk, account, body)
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert desk.shown(account) == before
    assert len(desk.statuses(account)) == 3


class TestIndexes:
    def search(self, desk: Desk, token: str) -> int:
        return len(desk.services.directory.find("ACME", read_search({"query": token})))

    def test_a_new_address_is_found_and_the_old_one_is_free(self) -> None:
        desk = Desk()
        account = desk.open()
        correct(desk, account, {"contact": {"email_address": "ana@example.com"}})
        assert self.search(desk, "ana@example.com") == 1
        assert self.search(desk, "ana.garcia@example.org") == 0
        other = desk.open(contact__phone_number=None, identity__tax_id="87654321X")
        assert other.account_id != account.account_id

    def test_another_letter_case_is_the_same_address(self) -> None:
        desk = Desk()
        account = desk.open()
        shown = correct(desk, account, {"contact": {"email_address": "ANA.garcia@example.org"}})
        assert shown["contact"]["email_address"] == "ANA.garcia@example.org"
        assert self.search(desk, "ana.garcia@example.org") == 1

    def test_an_address_of_another_account_is_refused(self) -> None:
        desk = Desk()
        account = desk.open()
        desk.open(contact__email_address="eva@example.org")
        with pytest.raises(Refusal, match="duplicate_email"):
            correct(desk, account, {"contact": {"email_address": "EVA@example.org"}})

    def test_a_new_phone_number_is_found_and_the_old_one_is_not(self) -> None:
        desk = Desk()
        account = desk.open()
        correct(desk, account, {"contact": {"phone_number": "+34600999888"}})
        assert self.search(desk, "+34600999888") == 1
        assert self.search(desk, "+34600111222") == 0

    def test_no_row_is_left_behind(self) -> None:
        desk = Desk()
        account = desk.open()
        rows = len(desk.stores.named("indexes"))
        correct(
            desk,
            account,
            {
                "contact": {"email_address": "ana@example.com", "phone_number": "+34600999888"},
                "identity": {"tax_id": "87654321X"},
            },
        )
        assert len(desk.stores.named("indexes")) == rows
        (holder,) = desk.stores.vault.query("holders", limit=10)
        assert holder.data is not None
        listed = {f"vault/indexes/{index_id}" for index_id in holder.data["index_ids"]}
        assert listed == set(desk.stores.named("indexes"))


class TestOtherPersons:
    def test_a_trusted_contact_is_a_person_of_its_own(self) -> None:
        desk = Desk()
        account = desk.open(trusted_contact=None)
        assert "trusted_contact" not in desk.shown(account)
        luis = {"given_name": "Luis", "family_name": "Gil", "email_address": "l@example.net"}
        shown = correct(desk, account, {"trusted_contact": luis})
        assert shown["trusted_contact"] == luis
        assert len(desk.stores.named("wraps")) == 2

    def test_half_a_trusted_contact_is_refused(self) -> None:
        desk = Desk()
        account = desk.open(trusted_contact=None)
        with pytest.raises(Refusal) as refused:
            correct(desk, account, {"trusted_contact": {"given_name": "Luis"}})
        assert refused.value.field == "trusted_contact.family_name"
        assert len(desk.stores.named("wraps")) == 1

    def test_a_trusted_contact_is_corrected(self) -> None:
        desk = Desk()
        account = desk.open()
        shown = correct(desk, account, {"trusted_contact": {"phone_number": "+34600333444"}})
        assert shown["trusted_contact"] == {
            "given_name": "Luis",
            "family_name": "Garcia",
            "email_address": "luis@example.net",
            "phone_number": "+34600333444",
        }

    def test_agreements_are_added(self) -> None:
        desk = Desk()
        account = desk.open()
        update = {"agreements": [{"agreement": "options_agreement", **SIGNED}]}
        shown = correct(desk, account, update)
        assert [item["agreement"] for item in shown["agreements"]][-1] == "options_agreement"
        assert len(correct(desk, account, update)["agreements"]) == 4


class TestFaults:
    @pytest.mark.parametrize("at", range(1, 5))
    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("error", [Crash, CommitUnknown])
    def test_a_fault_anywhere_is_healed_and_told_once(
        self, at: int, after: bool, error: type[BaseException]
    ) -> None:
        desk = Desk()
        account = desk.open()
        numbers = count(1)

        def fail(writes: Sequence[Write]) -> None:
            is_log = writes[0].path.startswith("accesses/")
            if not is_log and next(numbers) == at:
                raise error

        for database in desk.stores.databases:
            if after:
                database.hooks.after_commit = fail
            else:
                database.hooks.before_commit = fail
        with suppress(Crash, CommitUnknown):
            correct(desk, account, RENAMED)
        for database in desk.stores.databases:
            database.hooks.after_commit = database.hooks.before_commit = lambda _: None
        again = Desk(desk.stores, "again")
        if again.shown(account)["identity"]["family_name"] == "Perez":
            again.services.announcing.sweep()
        else:
            correct(again, account, RENAMED)
        assert again.shown(account)["identity"]["family_name"] == "Perez"
        assert again.statuses(account)[3:] == TOLD
        assert again.services.announcing.sweep() == 0

    def test_two_updates_at_once_are_both_kept(self) -> None:
        desk = Desk()
        account = desk.open()

        def overtake(writes: Sequence[Write]) -> None:
            if any(write.path.startswith("subjects/") for write in writes):
                desk.stores.vault.hooks.before_commit = lambda _: None
                correct(Desk(desk.stores, "other"), account, {"contact": {"city": "Toledo"}})

        desk.stores.vault.hooks.before_commit = overtake
        shown = correct(desk, account, RENAMED)
        assert shown["contact"]["city"] == "Toledo"
        assert shown["identity"]["family_name"] == "Perez"

    def test_a_closed_account_is_not_corrected(self) -> None:
        desk = Desk()
        account = desk.open()
        desk.services.closing.close(desk.seen(account))
        with pytest.raises(Refusal, match="account_restricted"):
            correct(desk, account, RENAMED)
        assert desk.shown(account)["status"] == "ACCOUNT_CLOSED"
