"""What an order costs is a promise: one document more, or less, has to be written into the budget.

The services are the real ones over the in-memory twins, so the ports' counters are exact.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from shared.core.http import Principal
from shared.core.money import PRICE_SCALE
from shared.eu.accounts.service.access import AccountAccess
from shared.eu.events.service.nudging import RECORDS_TOPIC, Nudges
from shared.eu.events.service.sequencer import Sequencer
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.replace_request import replace_order
from shared.eu.orders.model.request import place_order
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import ORDERS, order_path
from shared.memory.messages import MemoryBroker, MemoryMessages
from shared.us.marketdata.model.quote import Quote
from shared.us.marketdata.paths import quote_of, quote_path, quote_save
from tests.benchmarks.budget import Line, departures, lines_of, sections
from tests.simulation.world import World, build


@pytest.fixture
def world() -> World:
    """Return a world whose first account has shares to sell, and whose caches are warm.

    Its commits nudge the sequencer, as those of the functions do.
    """
    world = build("budget")
    hints = MemoryMessages(MemoryBroker([f"eu/{RECORDS_TOPIC}"]), "eu", world.eu.counters)
    world.eu.hooks.after_commit = Nudges(hints).after
    trade(world, "buy", qty=10)
    return world


def trade(world: World, side: str, qty: int = 1) -> None:
    """Place an order and let everything be delivered."""
    place(world, side, qty)
    world.deliver_all()


def place(world: World, side: str, qty: int = 1, **terms: str) -> Order:
    """Place an order as the trading function does: a market order, unless the terms are others."""
    partner = world.partners[0]
    account = AccountAccess(world.eu).own_account(
        Principal(partner.correspondent), partner.accounts[0]
    )
    market = {"type": "market", "time_in_force": "day"}
    body = {"symbol": "KO", "qty": str(qty), "side": side, **market, **terms}
    return world.desk.place(account, place_order(body))


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


def resting(world: World) -> Order:
    """Let a limit order rest, a dollar below the market."""
    price = Decimal(quote(world).bid) / 10**PRICE_SCALE - 1
    order = place(world, "buy", type="limit", limit_price=str(price))
    world.deliver_all()
    return order


def quote(world: World) -> Quote:
    """Return the quote that orders meet."""
    (seen,) = world.us.get([quote_path("KO")])
    return quote_of(seen.data or {})


def fall(world: World) -> None:
    """Let the price fall by two dollars, which is not part of what an order costs."""
    (seen,) = world.us.get([quote_path("KO")])
    before = quote_of(seen.data or {})
    fallen = replace(
        before, bid=before.bid - 2_000_000, ask=before.ask - 2_000_000, at_ms=before.at_ms + 1
    )
    world.us.commit([quote_save(seen, fallen)])


def spent_on(world: World, step: Callable[[], object]) -> Counter[str]:
    """Do a step and let everything be delivered; return what that cost."""
    before = counted(world)
    step()
    world.deliver_all()
    return counted(world) - before


def test_a_limit_order_that_rests_costs_what_the_budget_says(world: World) -> None:
    assert departures(spent_on(world, lambda: resting(world)), _without_quote("rest")) == []


def test_a_fill_by_a_tick_costs_what_the_budget_says(world: World) -> None:
    order = resting(world)
    fall(world)
    spent = spent_on(world, lambda: world.us_orders.ticks.matcher.match(["KO"]))
    assert departures(spent, lines_of("tick")) == []
    (stored,) = world.eu.get([order_path(order.order_id)])
    assert (stored.data or {})["state"] == OrderState.FILLED


def test_a_tick_where_nothing_rests_costs_what_the_budget_says(world: World) -> None:
    spent = spent_on(world, lambda: world.us_orders.ticks.matcher.match(["KO", "F"]))
    assert departures(spent, lines_of("nothing_rests")) == []


def test_a_cancel_costs_what_the_budget_says(world: World) -> None:
    order = resting(world)
    spent = spent_on(world, lambda: world.cancels.cancel(order.account_id, order.order_id))
    assert departures(spent, lines_of("cancel")) == []


def test_a_replacement_costs_what_the_budget_says(world: World) -> None:
    order, command = resting(world), replace_order({"qty": "2"})
    spent = spent_on(
        world, lambda: world.replaces.replace(order.account_id, order.order_id, command)
    )
    assert departures(spent, lines_of("replace")) == []


def _without_quote(section: str) -> dict[str, Line]:
    """Return a section's lines and the read of the price that the test itself looks at."""
    return {**lines_of(section), "us.reads.quotes": Line(1, "the test looks at the price")}


def swept(world: World, sequencer: Sequencer) -> Counter[str]:
    """Let the sequencer sweep once; return what that cost."""
    before = counted(world)
    sequencer.sweep()
    return counted(world) - before


@pytest.mark.parametrize("section", sections())
def test_every_line_has_a_reason(section: str) -> None:
    assert all(line.count > 0 and line.why for line in lines_of(section).values())


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
