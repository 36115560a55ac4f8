"""What an order costs is a promise: one document more, or less, has to be written into the budget.

The services are the real ones over the in-memory twins, so the ports' counters are exact.
"""

from collections import Counter

import pytest

from shared.core.http import Principal
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import ORDERS
from tests.benchmarks.budget import Line, departures, lines_of
from tests.simulation.world import World, build


@pytest.fixture
def world() -> World:
    """Return a world whose first account has shares to sell, and whose caches are warm."""
    world = build("budget")
    trade(world, "buy", qty=10)
    return world


def trade(world: World, side: str, qty: int = 1) -> None:
    """Place an order and let everything be delivered."""
    place(world, side, qty)
    world.deliver_all()


def place(world: World, side: str, qty: int = 1) -> None:
    """Place an order as the trading function does."""
    partner = world.partners[0]
    account = AccountAccess(world.eu).own_account(
        Principal(partner.correspondent), partner.accounts[0]
    )
    body = {"symbol": "KO", "qty": str(qty), "side": side, "type": "market", "time_in_force": "day"}
    world.desk.place(account, place_order(body))


def counted(world: World) -> Counter[str]:
    """Return the counters of both regions by `region.kind.name`."""
    counters = {"eu": world.eu.counters, "us": world.us.counters}
    return Counter(
        {
            f"{region}.{kind}.{name}": count
            for region, figures in counters.items()
            for kind, names in figures.as_dict().items()
            for name, count in names.items()
        }
    )


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_a_filled_order_costs_what_the_budget_says(world: World, side: str) -> None:
    before = counted(world)
    trade(world, side)
    spent = counted(world) - before
    orders = world.eu.query(ORDERS, limit=10)
    assert [order.data["state"] for order in orders if order.data] == [OrderState.FILLED] * 2
    assert departures(spent, lines_of(side)) == []


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_the_events_of_an_order_cost_what_the_budget_says(world: World, side: str) -> None:
    """The dearest case: nobody else's events share the pages, and both commits have their own."""
    sequencer = Sequencer(world.eu, world.eu_messages, world.clock, world.entropy)
    sequencer.sweep()
    place(world, side)
    spent = swept(world, sequencer)
    world.deliver_all()
    spent += swept(world, sequencer)
    assert departures(spent, lines_of("events")) == []


def swept(world: World, sequencer: Sequencer) -> Counter[str]:
    """Let the sequencer sweep once; return what that cost."""
    before = counted(world)
    sequencer.sweep()
    return counted(world) - before


@pytest.mark.parametrize("side", ["buy", "sell", "events"])
def test_every_line_has_a_reason(side: str) -> None:
    assert all(line.count > 0 and line.why for line in lines_of(side).values())


def test_growth_is_named() -> None:
    lines = {"eu.writes.orders": Line(2, "twice")}
    assert departures({"eu.writes.orders": 2}, lines) == []
    assert departures({"eu.writes.orders": 3}, lines) == [
        "eu.writes.orders: 3 instead of 2 (twice)"
    ]
    assert departures({}, lines) == ["eu.writes.orders: 0 instead of 2 (twice)"]
    assert departures({"eu.writes.orders": 2, "us.reads.orders": 1}, lines) == [
        "us.reads.orders: 1, not in the budget"
    ]
