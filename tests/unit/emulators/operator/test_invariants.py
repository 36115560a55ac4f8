"""A sound world breaks no invariant; each planted break is named by the one it breaks."""

from collections.abc import Callable
from typing import Any

import pytest

from emulators.operator.invariant_reader import read_ledgers
from emulators.operator.invariants import at_every_moment, at_rest
from shared.core.documents import Documents, Put
from shared.eu.accounts.paths import POSITIONS
from shared.eu.ledger.paths import ENTRIES
from shared.eu.orders.paths import ORDERS
from shared.us.orders.paths import EXECUTIONS
from tests.simulation.world import World
from tests.unit.emulators.operator.audited_world import ALL, audited_world

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def world() -> World:
    return audited_world()


def broken(world: World) -> set[str]:
    return {found.recon for found in at_rest(read_ledgers(world.eu, world.us))}


def plant(documents: Documents, collection: str, wanted: str, change: Change) -> None:
    """Change the first document that contains a text, as another hand would."""
    for seen in documents.query(collection, limit=ALL):
        if wanted in str(seen.data):
            data = dict(seen.data or {})
            change(data)
            documents.commit([Put(seen.path, data)])
            return
    raise LookupError(wanted)


def moved(debit: str, credit: str, amount: int, of: str) -> Change:
    """Add two lines that balance."""

    def change(data: dict[str, Any]) -> None:
        data["lines"] += [
            {"account": account, "commodity": of, "amount": signed, "scale": 2}
            for account, signed in ((debit, amount), (credit, -amount))
        ]

    return change


def test_a_sound_world_breaks_none(world: World) -> None:
    assert broken(world) == set()


EU: list[tuple[str, str, Change, set[str]]] = [
    (ENTRIES, "P5", lambda d: d["lines"][0].update(amount=1), {"I-1", "I-3", "I-6 cash"}),
    (ENTRIES, "P5", moved("E-1110", "E-1120", 5, "shares"), set()),
    (ENTRIES, "P5", moved("E-1110", "E-1010", 5, "shares"), {"I-2"}),
    (ENTRIES, "P1", moved("E-2310", "E-1000", 5, "EUR"), {"I-3"}),
    (ENTRIES, "P1", moved("E-1010", "E-1000", 10**9, "EUR"), {"I-3b"}),
    (ENTRIES, "P1", moved("E-1210", "E-3000", 5, "USD"), {"I-4"}),
    (ENTRIES, "P1", moved("E-2000:x", "E-2015:x", 5, "EUR"), {"I-5 cash"}),
    (ENTRIES, "P1", moved("E-2000:x", "E-2010:x", 5, "EUR"), {"I-5 cash", "I-6 cash"}),
    (POSITIONS, "", lambda d: d.update(reserved=d["settled"] + d["unsettled"] + 1),
     {"I-5 position", "I-6 shares"}),
    (ORDERS, "'buy'", lambda d: d.update(hold_cents=5), {"I-6 cash"}),
    (ORDERS, "'sell'", lambda d: d.update(reserved_qty=5), {"I-6 shares"}),
    (ORDERS, "'buy'", lambda d: d.update(commission_cents=0), {"I-8"}),
]  # fmt: skip


@pytest.mark.parametrize(("collection", "wanted", "change", "names"), EU)
def test_a_break_in_the_eu_is_named(
    world: World, collection: str, wanted: str, change: Change, names: set[str]
) -> None:
    plant(world.eu, collection, wanted, change)
    assert broken(world) == names


US: list[tuple[Change, set[str]]] = [
    (lambda d: d["lines"][0].update(amount=d["lines"][0]["amount"] + 1), {"I-1", "I-4"}),
    (moved("U-1020", "U-2110:another", 5, "shares"), {"I-2", "I-2 per cohort"}),
    (moved("U-1000", "U-2000:c", 5, "USD"), {"I-4"}),
    (moved("U-1000", "U-4010", 5, "USD"), {"I-9"}),
    # Dollars that the firm's own shares have cost are no shares.
    (moved("U-2900", "U-1040", 5, "USD"), set()),
]


@pytest.mark.parametrize(("change", "names"), US)
def test_a_break_in_the_us_is_named(world: World, change: Change, names: set[str]) -> None:
    plant(world.us, EXECUTIONS, "", change)
    assert broken(world) == names


def test_what_is_on_its_way_breaks_nothing_of_what_holds_always(world: World) -> None:
    plant(world.us, EXECUTIONS, "", moved("U-1000", "U-2000:c", 5, "USD"))
    assert at_every_moment(read_ledgers(world.eu, world.us)) == []
