"""One attempt is overtaken by another, whole, between two of its steps: both end rightly."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest

from shared.core.documents import Delete
from shared.core.errors import Refusal
from shared.eu.accounts.model.account import Account
from shared.eu.identity.model.application import read_update
from tests.unit.eu.identity.bank_steps import add, shown
from tests.unit.eu.identity.bodies import BANK
from tests.unit.eu.identity.desk import PARTNER, Desk, Stores
from tests.unit.eu.identity.interrupting import Crash, heal, interrupt

LATER_MS = 121_000
TOLEDO = {"contact__city": "Toledo"}


def quiet(stores: Stores) -> None:
    heal(stores)
    for database in stores.databases:
        database.hooks.after_get = lambda _: None


def once(stores: Stores, database: Any, hook: str, at: str, then: Callable[[], object]) -> None:
    """Do something once, when a step of `hook` touches a path that begins with `at`."""

    def overtake(touched: Sequence[Any]) -> None:
        paths = [each if isinstance(each, str) else each.path for each in touched]
        if any(path.startswith(at) for path in paths):
            quiet(stores)
            then()

    setattr(database.hooks, hook, overtake)


def at_step(stores: Stores, hook: str, moment: int, then: Callable[[Stores], object]) -> None:
    """Do something once, at the n-th step of all databases."""
    numbers = count(1)

    def overtake(_: Any) -> None:
        if next(numbers) == moment:
            quiet(stores)
            then(stores)

    for database in stores.databases:
        setattr(database.hooks, hook, overtake)


def changed(stores: Stores, seed: str, account: Account, **contact: str) -> None:
    update = read_update({"contact": contact})
    Desk(stores, seed).services.rectification.correct(account, update, PARTNER)


def crashed_opening(stores: Stores, at: int, seed: str, **changes: Any) -> None:
    interrupt(stores, at, Crash, after=False)
    with pytest.raises(Crash):
        Desk(stores, seed).open(**changes)
    heal(stores)


def claims(stores: Stores) -> list[dict[str, Any]]:
    rows = stores.documents().items()
    return [data for path, data in rows if "/indexes/" in path and "subject_id" in data]


class TestOpenings:
    def test_a_sweeper_leaves_the_claim_that_came_after_the_one_it_clears(self) -> None:
        stores, opened = Stores(), list[Account]()
        crashed_opening(stores, 2, "first")
        stores.clock.advance_ms(LATER_MS)
        once(
            stores, stores.vault, "after_commit", "indexes/",
            lambda: opened.append(Desk(stores, "other").open(**TOLEDO)),
        )  # fmt: skip
        Desk(stores, "sweeper").services.clearing.sweep()
        (account,) = opened
        assert [claim["account_id"] for claim in claims(stores)] == [account.account_id]
        with pytest.raises(Refusal, match="duplicate_email"):
            Desk(stores, "third").open(contact__city="Sevilla")

    def test_an_opening_confirms_its_own_claim_alone(self) -> None:
        """An equal request has completed the account, and its address was given up since."""
        stores = Stores()

        def overtake() -> None:
            account = Desk(stores, "equal").open()
            changed(stores, "mover", account, email_address="new@example.org")
            crashed_opening(stores, 2, "heir", **TOLEDO)

        once(stores, stores.ledger, "after_commit", "accounts/", overtake)
        account = Desk(stores, "first").open()
        stores.clock.advance_ms(LATER_MS)
        Desk(stores, "sweeper").services.clearing.sweep()
        assert [claim["account_id"] for claim in claims(stores)] == [account.account_id]

    def test_an_opening_whose_address_was_given_up_has_its_account(self) -> None:
        stores = Stores()

        def overtake() -> None:
            account = Desk(stores, "equal").open()
            changed(stores, "mover", account, email_address="new@example.org")

        once(stores, stores.ledger, "after_commit", "accounts/", overtake)
        assert Desk(stores, "first").open().state == "ACTIVE"
        assert len(stores.named("accounts")) == 1

    def test_a_stalled_opening_that_was_cleared_leaves_no_keys(self) -> None:
        stores = Stores()

        def clear() -> None:
            stores.clock.advance_ms(LATER_MS)
            Desk(stores, "sweeper").services.clearing.sweep()

        once(stores, stores.vault, "after_commit", "indexes/", clear)
        Desk(stores, "stalled").open()
        persons = {path.rpartition("/")[2] for path in stores.named("subjects")}
        assert {path.rpartition("/")[2] for path in stores.named("wraps")} == persons

    @pytest.mark.parametrize("hook", ["before_commit", "after_commit", "after_get"])
    @pytest.mark.parametrize("changes", [{}, TOLEDO], ids=["equal", "different"])
    def test_another_opening_at_any_moment_makes_no_second_account(
        self, hook: str, changes: dict[str, Any]
    ) -> None:
        for moment in range(1, 16):
            stores = Stores()
            Desk(stores, "warm").open(contact__email_address="warm@example.org")
            at_step(stores, hook, moment, lambda s: answer(Desk(s, "other"), **changes))
            answer(Desk(stores, "first"))
            quiet(stores)
            stores.clock.advance_ms(LATER_MS)
            Desk(stores, "sweeper").services.clearing.sweep()
            assert len(stores.named("accounts")) == len(claims(stores)) == 2, moment
            assert {claim["state"] for claim in claims(stores)} == {"CONFIRMED"}, moment


def answer(desk: Desk, **changes: Any) -> str:
    try:
        return desk.open(**changes).account_id
    except Refusal as refusal:
        return refusal.reason


class TestBanks:
    def test_two_removals_at_once_are_one(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        bank = add(Desk(stores), account)
        other = Desk(stores, "other").services
        once(
            stores, stores.vault_keys, "before_commit", "blocked_wraps/",
            lambda: other.bank_keeping.finish_removal(bank.bank_id),
        )  # fmt: skip
        Desk(stores, "first").services.banks.remove(account, bank.bank_id)
        assert stores.named("banks", "bank_details") == []

    def test_a_bank_that_goes_while_it_is_added_again_is_added(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        bank = add(Desk(stores), account)
        other = Desk(stores, "other").services.banks
        once(
            stores, stores.vault, "after_get", "indexes/",
            lambda: other.remove(account, bank.bank_id),
        )  # fmt: skip
        assert add(Desk(stores, "again"), account).bank_id != bank.bank_id
        assert len(stores.named("banks")) == 1

    def test_a_bank_that_exists_keeps_its_values_after_a_crash(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        interrupt(stores, 3, Crash, after=False)
        with pytest.raises(Crash):
            add(Desk(stores, "crashing"), account)
        heal(stores)
        before = shown(Desk(stores, "reader"), account)
        with pytest.raises(Refusal, match="duplicate_bank"):
            add(Desk(stores, "again"), account, {**BANK, "name": "Other Bank"})
        assert shown(Desk(stores, "reader"), account) == before

    @pytest.mark.parametrize("moment", [1, 2, 3])
    def test_two_banks_of_one_iban_at_once_are_one_and_what_was_answered(self, moment: int) -> None:
        stores = Stores()
        account = Desk(stores).open()
        names: list[str] = []

        def added(seed: str, name: str) -> None:
            try:
                add(Desk(stores, seed), account, {**BANK, "name": name})
                names.append(name)
            except Refusal as refusal:
                assert refusal.reason in ("duplicate_bank", "contention")

        at_step(stores, "before_commit", moment, lambda _: added("other", "Other Bank"))
        added("first", "First Bank")
        quiet(stores)
        assert [view["name"] for view in shown(Desk(stores, "reader"), account)] == names


class TestUpdates:
    def test_two_changes_of_the_address_at_once_end_with_one_claim(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        once(
            stores, stores.vault, "after_get", "holders/",
            lambda: changed(stores, "other", account, email_address="b@example.org"),
        )  # fmt: skip
        changed(stores, "first", account, email_address="c@example.org")
        assert [claim["account_id"] for claim in claims(stores)] == [account.account_id]

    def test_a_slow_sweeper_does_not_tell_what_a_later_update_has_told(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        interrupt(stores, 4, Crash, after=False)
        with pytest.raises(Crash):
            changed(stores, "crashing", account, city="Toledo")
        heal(stores)
        paged = stores.ledger.query("events", limit=100)
        stores.ledger.commit([Delete(seen.path, seen.token) for seen in paged])
        once(
            stores, stores.vault, "after_get", "holders/",
            lambda: changed(stores, "later", account, city="Sevilla"),
        )  # fmt: skip
        Desk(stores, "sweeper").services.announcing.sweep()
        told = [(seen.data or {})["kind"] for seen in stores.ledger.query("events", limit=100)]
        assert len(told) == 2, told
