"""Two regions over the twins agree; a break planted anywhere is found where it is."""

from typing import Any

import pytest

from emulators.operator.reconciliation import (
    CLIENT_MONEY,
    CLIENTS_COHORTS,
    CLIENTS_CUSTODY,
    COHORTS_STREET,
    EU_BOOKS,
    INVARIANTS,
    OWED,
    REPORTS,
    US_BOOKS,
    breaks_of,
    compare,
    reconcile,
)
from shared.core.documents import Documents, Put, Snapshot
from shared.core.ids import AccountId
from shared.eu.accounts.model.aggregates import EuAggregates
from shared.eu.accounts.paths import ACCOUNTS, POSITIONS, account_path
from shared.eu.ledger.paths import ENTRIES
from shared.eu.orders.model.request import place_order
from shared.eu.orders.paths import BREAKS
from shared.us.omnibus.model.aggregates import UsAggregates
from shared.us.orders.paths import EXECUTIONS
from tests.simulation.world import World, build

ALL = 1_000
BUY = {"symbol": "F", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day"}


@pytest.fixture
def world() -> World:
    """Return two regions after two purchases and a sale, all booked."""
    world = build("reconciliation", accounts_per_partner=2)
    trade(world, 0, BUY)
    trade(world, 1, {**BUY, "symbol": "KO", "qty": "3"})
    trade(world, 0, {**BUY, "side": "sell", "qty": "4"})
    return world


def trade(world: World, account: int, order: dict[str, str]) -> None:
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[account]))])
    world.desk.place(seen, place_order(order))
    world.deliver_all()


def look(world: World) -> dict[str, int]:
    """Return the number of breaks of each comparison that has any."""
    checks = reconcile(world.eu, world.us, pause=lambda duration_s: None)
    return {check.name: len(check.breaks) for check in checks if check.breaks}


def first(documents: Documents, collection: str) -> Snapshot:
    return documents.query(collection, limit=ALL)[0]


def change(documents: Documents, seen: Snapshot, **changes: Any) -> None:
    documents.commit([Put(seen.path, {**(seen.data or {}), **changes})])


def posted(world: World, posting: str) -> Snapshot:
    entries = world.eu.query(ENTRIES, limit=ALL)
    return next(seen for seen in entries if (seen.data or {})["posting"] == posting)


def test_the_regions_agree_and_say_what_was_compared(world: World) -> None:
    checks = reconcile(world.eu, world.us)
    assert breaks_of(checks) == []
    compared = {check.name: check.compared for check in checks}
    assert compared[CLIENTS_COHORTS] == "2 assets in 1 cohorts"
    assert compared[CLIENT_MONEY] == "4 accounts"
    assert compared[US_BOOKS] == "3 executions"


def test_an_execution_that_only_the_us_knows_is_found(world: World) -> None:
    seen = first(world.us, EXECUTIONS)
    world.us.commit([Put(f"{EXECUTIONS}/planted", dict(seen.data or {}))])
    assert look(world) == {CLIENTS_COHORTS: 1, OWED: 1, INVARIANTS: 3}


def test_an_execution_that_was_lost_at_the_us_is_found(world: World) -> None:
    change(world.us, first(world.us, EXECUTIONS), lines=[])
    assert look(world) == {CLIENTS_COHORTS: 1, OWED: 1, INVARIANTS: 3}


def test_a_street_position_that_differs_is_found(world: World) -> None:
    seen = first(world.us, EXECUTIONS)
    lines = [
        {**line, "amount": line["amount"] + 1} if line["account"] == "U-1020" else line
        for line in (seen.data or {})["lines"]
    ]
    change(world.us, seen, lines=lines)
    assert look(world) == {COHORTS_STREET: 1, US_BOOKS: 1, INVARIANTS: 2}


def test_a_balance_beside_the_entries_is_found(world: World) -> None:
    seen = first(world.eu, ACCOUNTS)
    balances = (seen.data or {})["balances"]
    change(world.eu, seen, balances={**balances, "E-2000": balances["E-2000"] + 1})
    assert look(world) == {EU_BOOKS: 1}


def test_a_position_beside_the_entries_is_found(world: World) -> None:
    seen = first(world.eu, POSITIONS)
    change(world.eu, seen, unsettled=(seen.data or {})["unsettled"] + 1)
    assert look(world) == {EU_BOOKS: 1}


def test_a_position_without_any_entry_is_found(world: World) -> None:
    seen = first(world.eu, POSITIONS)
    data = {**(seen.data or {}), "account_id": world.accounts[1], "asset_id": "planted"}
    world.eu.commit([Put(f"{POSITIONS}/{world.accounts[1]}:planted", data)])
    assert look(world) == {EU_BOOKS: 1}


def test_an_edited_entry_that_still_balances_breaks_its_chain(world: World) -> None:
    seen = posted(world, "P1")
    change(world.eu, seen, facts={"planted": "1"})
    assert look(world) == {EU_BOOKS: 1}


def test_an_entry_that_does_not_balance_is_found(world: World) -> None:
    seen = posted(world, "P5")
    first_line, *others = (seen.data or {})["lines"]
    change(world.eu, seen, lines=[{**first_line, "amount": first_line["amount"] + 1}, *others])
    assert EU_BOOKS in look(world)


def test_a_chain_head_that_was_moved_is_found(world: World) -> None:
    seen = first(world.eu, ACCOUNTS)
    world.eu.commit([Put(seen.path, {**(seen.data or {}), "chain_sequence": 0})])
    assert look(world) == {EU_BOOKS: 1}


def test_a_report_that_could_not_be_booked_is_found_until_it_is_resolved(world: World) -> None:
    record = {"reason": "overfill", "order_id": "1", "seq": 2, "resolved_at": None}
    world.eu.commit([Put(f"{BREAKS}/token:2", record)])
    assert look(world) == {REPORTS: 1}
    (found,) = breaks_of(reconcile(world.eu, world.us, pause=lambda duration_s: None))
    assert (found.recon, found.key, found.ours, found.theirs) == ("report", "overfill 1", 1, 2)
    world.eu.commit([Put(f"{BREAKS}/token:2", {**record, "resolved_at": "2026-11-20"})])
    assert look(world) == {}


def test_what_is_on_its_way_is_no_break(world: World) -> None:
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[0]))])
    world.desk.place(seen, place_order(BUY))
    pending = world.broker.pending()
    world.broker.deliver(pending[0])  # executed abroad, not booked at home yet

    def arrives(duration_s: float) -> None:
        world.deliver_all()

    assert breaks_of(reconcile(world.eu, world.us, pause=arrives)) == []


EU = EuAggregates({("c1", "a"): 5}, {"a": 5}, -100, 700, 700, 1, 1, ())
US = UsAggregates({("c1", "a"): 5}, {"a": 5}, -100, 1, ())


@pytest.mark.parametrize(
    ("eu", "us", "found"),
    [
        ({}, {}, []),
        ({"custody": {"a": 6}}, {}, [(CLIENTS_CUSTODY, "a", 5, 6)]),
        ({"custody": {"a": 5, "b": 1}}, {}, [(CLIENTS_CUSTODY, "b", 0, 1)]),
        ({"bank_eur": 699}, {}, [(CLIENT_MONEY, "EUR", 699, 700)]),
        ({"owed_usd": -99}, {}, [(OWED, "USD", -99, -100)]),
        ({}, {"clearing": {"a": 4}}, [(COHORTS_STREET, "a", 5, 4)]),
        (
            {},
            {"cohorts": {("c2", "a"): 5}},
            [(CLIENTS_COHORTS, "c1 a", 5, 0), (CLIENTS_COHORTS, "c2 a", 0, 5)],
        ),
    ],
)
def test_each_comparison_sees_what_differs(
    eu: dict[str, Any], us: dict[str, Any], found: list[tuple[str, str, int, int]]
) -> None:
    checks = compare(_with(EU, **eu), _with(US, **us))
    assert [(b.recon, b.key, b.ours, b.theirs) for b in breaks_of(checks)] == found


def _with(aggregates: Any, **changes: Any) -> Any:
    return type(aggregates)(
        **{name: getattr(aggregates, name) for name in aggregates.__slots__} | changes
    )


def test_what_no_entry_speaks_of_is_found(world: World) -> None:
    """An account that never had an entry, with a balance and a position of its own."""
    seen = first(world.eu, ACCOUNTS)
    nobody, number = "00000000-0000-4000-8000-000000000001", "9" * 10
    empty = {"chain_sequence": 0, "chain_hash": "0" * 64, "account_number": number}
    account = {**(seen.data or {}), **empty, "balances": {"E-2000": 100_000}}
    position = {**(first(world.eu, POSITIONS).data or {}), "account_id": nobody}
    asset_id = position["asset_id"]
    world.eu.commit([Put(f"{ACCOUNTS}/{nobody}", account)])
    assert look(world) == {EU_BOOKS: 1}
    world.eu.commit([Put(f"{POSITIONS}/{nobody}:{asset_id}", position)])
    assert look(world) == {EU_BOOKS: 2}
