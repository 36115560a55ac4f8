"""Recipient banks: what is shown, told, refused, and left of them in two databases."""

import json
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest

from shared.core.documents import Delete, Write, replace
from shared.core.errors import Refusal
from shared.eu.identity.model.bank import bank_view
from shared.eu.identity.model.bank_request import read_bank
from shared.eu.identity.paths import holder_path
from shared.eu.vault.model.field_cipher import Undecipherable
from shared.eu.vault.model.subject import KeyState
from tests.unit.eu.identity.bank_steps import (
    ABANDONED_MS,
    GERMAN,
    add,
    assert_settled,
    left,
    links,
    shown,
    told,
)
from tests.unit.eu.identity.bodies import BANK
from tests.unit.eu.identity.desk import Desk, Stores
from tests.unit.eu.identity.interrupting import heal


class TestBanks:
    def test_a_bank_is_shown_in_alpacas_shape_and_usable_at_once(self) -> None:
        desk = Desk()
        account = desk.open()
        bank = add(desk, account)
        (view,) = shown(desk, account)
        assert view == bank_view(bank, read_bank(BANK))
        assert view | BANK == view
        assert (view["status"], view["account_id"]) == ("APPROVED", account.account_id)
        (reference,) = desk.stores.ledger.get([f"banks/{bank.bank_id}"])
        assert (reference.data or {})["account_id"] == account.account_id
        assert told(desk, account) == [("", "APPROVED")]
        assert_settled(desk.stores, account)

    def test_the_databases_hold_nothing_of_it_in_clear(self) -> None:
        desk = Desk()
        account = desk.open()
        bank = add(desk, account)
        shown(desk, account)
        desk.services.banks.remove(account, bank.bank_id)
        dump = json.dumps(desk.stores.documents()).lower()
        for marker in ("es912100", "02000513", "caix", "alcala"):
            assert marker not in dump

    def test_reading_is_logged_with_its_purpose(self) -> None:
        desk = Desk()
        account = desk.open()
        assert shown(desk, account) == []
        assert desk.stores.named("accesses") == []
        add(desk, account)
        shown(desk, account)
        (entry,) = desk.stores.vault.query("accesses", limit=10)
        assert (entry.data or {})["purpose"] == "BANK_VIEW"
        assert (entry.data or {})["collections"] == ["banks"]

    def test_the_same_iban_is_there_once_for_an_account(self) -> None:
        desk = Desk()
        account = desk.open()
        add(desk, account)
        with pytest.raises(Refusal) as refused:
            add(desk, account, {**BANK, "account_number": "es91 21000418450200051332"})
        assert (refused.value.reason, refused.value.field) == ("duplicate_bank", "account_number")
        assert len(shown(desk, account)) == 1

    def test_an_account_may_have_several_and_two_accounts_the_same(self) -> None:
        desk = Desk()
        account = desk.open()
        other = desk.open(contact__email_address="luz@example.org")
        add(desk, account)
        desk.stores.clock.advance_ms(5)
        add(desk, account, GERMAN)
        add(desk, other)
        assert [bank["name"] for bank in shown(desk, account)] == ["CaixaBank", "Commerzbank"]
        assert [bank["name"] for bank in shown(desk, other)] == ["CaixaBank"]

    def test_a_bank_cannot_be_read_as_another_one(self) -> None:
        desk = Desk()
        account = desk.open()
        first, second = add(desk, account), add(desk, account, GERMAN)
        details = f"bank_details/{second.bank_id}"
        (one,) = desk.stores.vault.get([f"bank_details/{first.bank_id}"])
        (seen,) = desk.stores.vault.get([details])
        moved = {**(seen.data or {}), "fields": (one.data or {})["fields"]}
        desk.stores.vault.commit([replace(seen, moved)])
        with pytest.raises(Undecipherable):
            shown(desk, account)

    def test_what_was_removed_is_gone_blocked_and_may_come_again(self) -> None:
        desk = Desk()
        account = desk.open()
        bank = add(desk, account)
        desk.services.banks.remove(account, bank.bank_id)
        assert shown(desk, account) == []
        assert left(desk.stores) == links(desk, account) == []
        assert told(desk, account) == [("", "APPROVED"), ("APPROVED", "CANCELED")]
        (blocked,) = desk.stores.vault.query("rectified", limit=10)
        assert "iban" in (blocked.data or {})["fields"]["banks"]
        (wrap,) = desk.stores.vault_keys.query("blocked_wraps", limit=10)
        assert (wrap.data or {})["kek"] == "blocked-kek"
        with pytest.raises(Refusal, match="not_found"):
            desk.services.banks.remove(account, bank.bank_id)
        again = add(desk, account)
        assert again.bank_id != bank.bank_id
        assert_settled(desk.stores, account)

    def test_a_bank_of_another_account_is_not_found(self) -> None:
        desk = Desk()
        account = desk.open()
        other = desk.open(contact__email_address="luz@example.org")
        bank = add(desk, account)
        for bank_id in (bank.bank_id, "0" * 32, "..", "x/y", ""):
            with pytest.raises(Refusal, match="not_found"):
                desk.services.banks.remove(other, bank_id)
        assert len(shown(desk, account)) == 1


class TestRefusals:
    @pytest.mark.parametrize(
        "changes", [{"disclosures__is_politically_exposed": True}, {"contact__country": "DEU"}]
    )
    def test_an_account_that_is_not_active_gets_none(self, changes: dict[str, Any]) -> None:
        desk = Desk()
        account = desk.open(**changes, contact__postal_code="28013")
        if account.state == "ACTIVE":
            desk.services.closing.close(desk.seen(account))
        with pytest.raises(Refusal, match="account_restricted"):
            add(desk, account)
        assert left(desk.stores) == []

    def test_an_account_that_is_closed_meanwhile_gets_none(self) -> None:
        stores = Stores()
        desk = Desk(stores)
        account = desk.open()
        numbers = count(1)

        def close(writes: Sequence[Write]) -> None:
            if next(numbers) == 2:
                heal(stores)
                Desk(stores, "other").services.closing.close(desk.seen(account))

        for database in stores.databases:
            database.hooks.before_commit = close
        with pytest.raises(Refusal, match="account_restricted"):
            add(desk, account)
        stores.clock.advance_ms(ABANDONED_MS)
        assert Desk(stores, "sweeper").services.bank_keeping.sweep() == 1
        assert left(stores) == []

    def test_a_closed_account_keeps_its_banks(self) -> None:
        desk = Desk()
        account = desk.open()
        bank = add(desk, account)
        desk.services.closing.close(desk.seen(account))
        with pytest.raises(Refusal, match="account_restricted"):
            desk.services.banks.remove(desk.account(account), bank.bank_id)
        assert len(shown(desk, account)) == 1

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (KeyState.SHREDDED, "subject_erased"),
            (KeyState.RESTRICTED, "processing_restricted"),
            (KeyState.BLOCKED, "processing_restricted"),
        ],
    )
    def test_whose_data_may_not_be_processed_is_refused_everything(
        self, state: KeyState, reason: str
    ) -> None:
        stores = Stores()
        account = Desk(stores).open()
        bank = add(Desk(stores), account)
        for seen in stores.vault_keys.query("wraps", limit=10):
            stores.vault_keys.commit([replace(seen, {**(seen.data or {}), "state": state.value})])
        desk = Desk(stores, "later")
        before = stores.documents()
        asked: list[Callable[[], object]] = [
            lambda: add(desk, account, GERMAN),
            lambda: shown(desk, account),
            lambda: desk.services.banks.remove(account, bank.bank_id),
        ]
        for ask in asked:
            with pytest.raises(Refusal, match=reason):
                ask()
        after = stores.documents()
        assert {p for p in after.keys() ^ before.keys() if "/accesses/" not in p} == set()

    def test_an_account_without_a_holder_is_not_found(self) -> None:
        desk = Desk()
        account = desk.open()
        (seen,) = desk.stores.vault.get([holder_path(account.account_id)])
        desk.stores.vault.commit([Delete(seen.path, seen.token)])
        with pytest.raises(Refusal, match="not_found"):
            add(desk, account)
