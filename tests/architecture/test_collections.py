"""One list of collections (D9): what each holds, and the indexes its queries need, no more."""

import json
from pathlib import Path

import pytest

from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path
from shared.eu.orders.model.request import place_order
from tests.architecture.queries import Index, collections_in, queries_in
from tests.architecture.sources import ROOT, python_files
from tests.simulation.world import build

LISTED = json.loads((ROOT / "functions/indexes.json").read_text())
REGIONS = ("eu", "us")
# The sandbox's seed writes what no function writes yet.
SEED = ROOT / "emulators/seed.py"

ORDER = {"symbol": "F", "qty": "2", "side": "buy", "type": "market", "time_in_force": "day"}

each_region = pytest.mark.parametrize("region", REGIONS)


def files_of(region: str) -> list[Path]:
    return python_files(f"shared/{region}") + ([SEED] if region == "eu" else [])


def listed(region: str) -> dict[str, set[Index]]:
    """Return the indexes of a region's collections, whatever database they are in."""
    return {
        name: {tuple((part["field"], part["order"]) for part in index) for index in row["indexes"]}
        for database in LISTED[region].values()
        for name, row in database.items()
    }


@each_region
def test_every_collection_is_listed_and_every_listed_one_is_written(region: str) -> None:
    built = {name for path in files_of(region) for name in collections_in(path)}
    assert listed(region).keys() == built


@each_region
def test_every_query_has_its_index_and_every_index_its_query(region: str) -> None:
    needed: dict[str, set[Index]] = {name: set() for name in listed(region)}
    for path in files_of(region):
        for query in queries_in(path):
            needed[query.collection].add(query.index)
    assert listed(region) == needed


def test_the_order_path_touches_only_what_is_listed() -> None:
    world = build("collections")
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[0]))])
    world.desk.place(seen, place_order(ORDER))
    world.deliver_all()
    world.sweeper.sweep()
    for region, documents in (("eu", world.eu), ("us", world.us)):
        counted = documents.counters.as_dict()
        touched = {*counted["reads"], *counted["writes"], *counted["queries"]}
        assert {"orders", "quotes"} <= touched <= listed(region).keys()


def test_every_collection_says_what_it_holds() -> None:
    for region in REGIONS:
        for database in LISTED[region].values():
            assert list(database) == sorted(database)
            assert all(10 <= len(row["holds"]) <= 100 for row in database.values())


def test_an_index_on_time_leads_with_what_spreads_the_writes() -> None:
    for region in REGIONS:
        for indexes in listed(region).values():
            assert all(not field.endswith("_at") for ((field, _), *_) in indexes)
