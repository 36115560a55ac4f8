"""Adding and removing banks, crashing at every commit: whole or not at all (D15)."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, Refusal, StoreError, Unavailable
from shared.eu.accounts.model.account import Account
from tests.unit.eu.identity.bank_steps import (
    ABANDONED_MS,
    add,
    assert_settled,
    assert_whole_or_nothing,
    remove_the_only_one,
    shown,
    told,
)
from tests.unit.eu.identity.desk import Desk, Stores
from tests.unit.eu.identity.interrupting import Crash, heal, interrupt

ADD_COMMITS = 3
REMOVE_COMMITS = 4


@pytest.fixture(params=[False, True], ids=["before", "after"])
def after(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


class TestCrashes:
    def crashed(self, at: int, act: Callable[[Desk, Account], object], *, after: bool) -> Any:
        stores = Stores()
        account = Desk(stores).open()
        prepared = Desk(stores, "prepared")
        if act is not add:
            add(prepared, account)
        interrupt(stores, at, Crash, after=after)
        with pytest.raises(Crash):
            act(Desk(stores, "crashing"), account)
        heal(stores)
        return stores, account

    def test_the_commits_are_counted(self) -> None:
        for commits, act in ((ADD_COMMITS, add), (REMOVE_COMMITS, remove_the_only_one)):
            with pytest.raises(pytest.fail.Exception):
                self.crashed(commits + 1, act, after=False)

    @pytest.mark.parametrize("at", range(1, ADD_COMMITS + 1))
    @pytest.mark.parametrize("minutes", [0, 2, 60])
    def test_a_crash_leaves_nothing_or_a_bank_and_a_repeat_completes_it(
        self, at: int, after: bool, minutes: int
    ) -> None:
        stores, account = self.crashed(at, add, after=after)
        assert_whole_or_nothing(stores, account)
        before = stores.named("banks")
        stores.clock.advance_ms(minutes * 60_000)
        if at == ADD_COMMITS and after:
            with pytest.raises(Refusal, match="duplicate_bank"):
                add(Desk(stores, "again"), account)
        else:
            add(Desk(stores, "again"), account)
        assert len(stores.named("banks")) == 1
        assert before in ([], stores.named("banks"))
        assert told(Desk(stores, "reader"), account) == [("", "APPROVED")]
        assert_settled(stores, account)

    @pytest.mark.parametrize("at", range(1, ADD_COMMITS + 1))
    def test_the_sweeper_removes_or_settles_what_a_crash_left(self, at: int, after: bool) -> None:
        stores, account = self.crashed(at, add, after=after)
        sweeper = Desk(stores, "sweeper").services.bank_keeping
        assert sweeper.sweep() == 0  # too young
        stores.clock.advance_ms(ABANDONED_MS)
        sweeper.sweep()
        assert_settled(stores, account)
        assert len(stores.named("banks")) == (at > 2 or (at == 2 and after))

    @pytest.mark.parametrize("at", range(1, REMOVE_COMMITS + 1))
    @pytest.mark.parametrize("how", ["sweeper", "repeat", "added again"])
    def test_a_removal_that_crashed_is_finished(self, at: int, after: bool, how: str) -> None:
        stores, account = self.crashed(at, remove_the_only_one, after=after)
        assert_whole_or_nothing(stores, account)
        desk = Desk(stores, how)
        is_marked = at > 1 or after
        if how == "added again":
            if is_marked:
                add(desk, account)
            assert len(shown(desk, account)) == 1
            return assert_settled(stores, account)
        if how == "repeat":
            with suppress(ValueError):  # there may be none any more
                remove_the_only_one(desk, account)
        stores.clock.advance_ms(ABANDONED_MS)
        Desk(stores, "sweeper").services.bank_keeping.sweep()
        assert_settled(stores, account)
        assert bool(stores.named("banks")) == (how == "sweeper" and not is_marked)
        if not stores.named("banks"):
            assert told(desk, account) == [("", "APPROVED"), ("APPROVED", "CANCELED")]
            assert len(stores.named("rectified")) == 1

    @pytest.mark.parametrize("at", range(1, ADD_COMMITS + 1))
    @pytest.mark.parametrize("error", [CommitUnknown, Unavailable])
    def test_a_lost_answer_is_no_second_bank(
        self, at: int, after: bool, error: type[StoreError]
    ) -> None:
        stores = Stores()
        account = Desk(stores).open()
        interrupt(stores, at, error, after=after)
        try:
            add(Desk(stores, "first"), account)
        except Unavailable:
            heal(stores)
            try:
                add(Desk(stores, "again"), account)
            except Refusal as refusal:
                assert (refusal.reason, at, after) == ("duplicate_bank", ADD_COMMITS, True)
        heal(stores)
        assert told(Desk(stores, "reader"), account) == [("", "APPROVED")]
        assert_settled(stores, account)

    @pytest.mark.parametrize("at", range(1, REMOVE_COMMITS + 1))
    def test_a_lost_answer_of_a_removal_is_no_error(self, at: int, after: bool) -> None:
        stores = Stores()
        account = Desk(stores).open()
        add(Desk(stores, "added"), account)
        interrupt(stores, at, CommitUnknown, after=after)
        remove_the_only_one(Desk(stores, "remover"), account)
        heal(stores)
        assert_settled(stores, account)
        assert stores.named("banks") == []

    def test_an_attempt_that_is_late_makes_no_reference(self) -> None:
        stores = Stores()
        account = Desk(stores).open()
        numbers = count(1)

        def stall(writes: Sequence[Write]) -> None:
            if next(numbers) == 1:
                stores.clock.advance_ms(61_000)

        for database in stores.databases:
            database.hooks.after_commit = stall
        with pytest.raises(Unavailable):
            add(Desk(stores, "late"), account)
        heal(stores)
        assert stores.named("banks") == []
        add(Desk(stores, "again"), account)
        assert_settled(stores, account)

    @pytest.mark.parametrize("moment", range(1, ADD_COMMITS + 1))
    def test_two_equal_requests_interleaved_anywhere_end_in_one_bank(self, moment: int) -> None:
        stores = Stores()
        account = Desk(stores).open()
        numbers = count(1)

        def overtake(writes: Sequence[Write]) -> None:
            if next(numbers) == moment:
                heal(stores)
                add(Desk(stores, "other"), account)

        for database in stores.databases:
            database.hooks.before_commit = overtake
        try:
            add(Desk(stores, "first"), account)
        except Refusal as refusal:
            assert refusal.reason == "duplicate_bank"
        assert len(stores.named("banks")) == 1
        assert_settled(stores, account)
