"""A checker that is not ours balances the plain-text book, and refuses a changed one."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Balance, Transaction

from emulators.operator.plain_text import account_named, beancount
from shared.core.documents import Delete, Replace
from shared.eu.accounts.paths import ACCOUNTS
from shared.eu.accounts.service.exporting import Exporter
from shared.eu.ledger.paths import ENTRIES
from tests.simulation.world import World, build
from tests.unit.emulators.operator.audited_world import ALL, audited_world, change_entry


def checked(world: World, folder: Path) -> tuple[Sequence[object], list[str]]:
    """Return the directives and the faults that beancount finds."""
    book = folder / "book.beancount"
    book.write_text("\n".join(beancount(Exporter(world.eu, world.clock).export())) + "\n")
    directives, errors, _ = loader.load_file(str(book))
    return directives, [error.message for error in errors]


@pytest.fixture
def world() -> World:
    return audited_world()


def test_the_third_party_balances_every_transaction_and_every_account(
    world: World, tmp_path: Path
) -> None:
    directives, errors = checked(world, tmp_path)
    assert errors == []
    entries = world.eu.query(ENTRIES, limit=ALL)
    transactions = [each for each in directives if isinstance(each, Transaction)]
    assert sorted(str(each.narration) for each in transactions) == sorted(
        seen.path.partition("/")[2] for seen in entries
    )
    assert sum(isinstance(each, Balance) for each in directives) == 4 * len(world.accounts)


def test_a_cent_too_much_in_an_entry_does_not_balance(world: World, tmp_path: Path) -> None:
    change_entry(
        world, 0, lambda data: data["lines"][0].update(amount=data["lines"][0]["amount"] + 1)
    )
    _, errors = checked(world, tmp_path)
    assert any("does not balance" in error for error in errors)


def test_a_cent_too_much_in_an_account_fails_its_assertion(world: World, tmp_path: Path) -> None:
    seen = world.eu.query(ACCOUNTS, limit=ALL)[0]
    data = seen.data or {}
    balances = {**data["balances"], "E-2000": data["balances"]["E-2000"] + 1}
    world.eu.commit([Replace(seen.path, {**data, "balances": balances}, seen.token)])
    _, errors = checked(world, tmp_path)
    assert any("Balance failed" in error for error in errors)


def test_a_billionth_of_a_share_too_much_does_not_balance(world: World, tmp_path: Path) -> None:
    number, (line, *_) = next(
        (number, [n for n, each in enumerate(lines) if each["scale"] == 9])
        for number, lines in enumerate(
            (seen.data or {})["lines"]
            for seen in sorted(world.eu.query(ENTRIES, limit=ALL), key=lambda found: found.path)
        )
        if any(each["scale"] == 9 for each in lines)
    )
    change_entry(
        world,
        number,
        lambda data: data["lines"][line].update(amount=data["lines"][line]["amount"] + 1),
    )
    _, errors = checked(world, tmp_path)
    assert any("does not balance" in error for error in errors)


def test_a_book_without_entries_is_sound(tmp_path: Path) -> None:
    world = build("empty")
    for collection in (ENTRIES, ACCOUNTS):
        for seen in world.eu.query(collection, limit=ALL):
            world.eu.commit([Delete(seen.path, seen.token)])
    assert checked(world, tmp_path) == ([], [])


def test_accounts_are_named_by_kind_code_and_client() -> None:
    assert account_named("E-1000") == "Assets:E-1000-BankClient"
    assert account_named("E-2000:1") == "Liabilities:E-2000-Cash:Client-1"
    assert account_named("E-3000") == "Equity:E-3000-FxTrading"
