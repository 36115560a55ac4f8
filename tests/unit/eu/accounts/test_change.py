"""One commit's part for an account: what it takes in moves it, its chain, and nobody else."""

from datetime import UTC, date, datetime

import pytest

from shared.core.ids import AccountId, EntryId
from shared.core.money import Cents
from shared.eu.accounts.model.account import CASH, Overdrawn
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange, post_to_both
from shared.eu.ledger.model.chart import EUR, Code
from shared.eu.ledger.model.entry import Draft, Line, Unbalanced
from shared.eu.ledger.model.postings import deposit
from tests.simulation.world import World, build

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    return build("change")


def change(world: World, number: int) -> AccountChange:
    (seen,) = world.eu.get([account_path(client(world, number))])
    return AccountChange(seen, NOW)


def client(world: World, number: int) -> AccountId:
    return AccountId(world.accounts[number])


def draft(lines: tuple[Line, ...], day: date = TODAY) -> Draft:
    return Draft(EntryId("e"), "P", lines, NOW, day)


def journal(world: World, cents: int) -> Draft:
    first, second = client(world, 0), client(world, 1)
    lines = (Line(Code.CASH, EUR, cents, first), Line(Code.CASH, EUR, -cents, second))
    return draft(lines)


def test_what_comes_late_is_effective_on_the_first_open_day(world: World) -> None:
    own = change(world, 0)
    own.post(draft(deposit(client(world, 0), Cents(5)), date(2026, 11, 20)))
    booked = own.entries[0].draft
    assert (booked.effective_date, booked.facts) == (date(2026, 11, 24), {"as_of": "2026-11-20"})


def test_an_entry_of_another_account_is_not_taken(world: World) -> None:
    with pytest.raises(Unbalanced):
        change(world, 0).post(draft(deposit(client(world, 1), Cents(5))))


def test_an_entry_of_two_accounts_moves_both_and_is_written_once(world: World) -> None:
    first, second = change(world, 0), change(world, 1)
    before = first.account.balance(CASH), second.account.balance(CASH)
    post_to_both(first, second, journal(world, 70))
    assert (first.account.balance(CASH), second.account.balance(CASH)) == (
        before[0] - 70,
        before[1] + 70,
    )
    (entry,) = first.entries + second.entries
    assert first.account.chain_hash == second.account.chain_hash == entry.hash
    world.eu.commit([*first.writes(), *second.writes()])


def test_who_has_too_little_moves_nobody(world: World) -> None:
    with pytest.raises(Overdrawn):
        post_to_both(change(world, 0), change(world, 1), journal(world, 10**9))
