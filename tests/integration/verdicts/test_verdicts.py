"""Every cell of the matrix is walked through both regions: each order has the verdict that is told.

Of each walk the books balance, and an order that has ended reserves nothing any more.
"""

from collections.abc import Callable

import pytest

from shared.core.errors import Refusal
from shared.core.reasons import REASONS
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderState
from tests.integration.verdicts.cells import (
    CELLS,
    Amount,
    Cell,
    Kind,
    Session,
    Side,
    Tif,
)
from tests.integration.verdicts.page import PAGE, rendered
from tests.integration.verdicts.stage import ENOUGH, SCARCE, Stage
from tests.integration.verdicts.table import RULES, Fate, Refused, Taken, verdict
from tests.simulation.checkers import check_always, check_at_rest

CELLS_COUNT = len(Kind) * len(Tif) * len(Amount) * len(Session) * len(Side)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_every_cell_has_its_verdict(cell: Cell) -> None:
    said = verdict(cell)
    if isinstance(said, Refused):
        assert_refused(cell, said)
    else:
        assert_taken(cell, said)


def assert_refused(cell: Cell, said: Refused) -> None:
    stage = Stage(cell.session, ENOUGH)
    before = stage.books()
    with pytest.raises(Refusal) as caught:
        stage.place(cell)
    assert (caught.value.reason, caught.value.field) == (said.reason, said.field)
    assert said.reason in REASONS
    assert stage.books() == before
    assert stage.world.published == []
    check_at_rest(before)


def assert_taken(cell: Cell, said: Taken) -> None:
    for displayed, fate in ((ENOUGH, said.enough), (SCARCE, said.scarce)):
        if fate.end != "rests":
            stage = Stage(cell.session, displayed)
            assert_fate(stage.place(cell), fate)
            check_at_rest(stage.books())
            continue
        for ending in (ends_by_price, ends_by_time, ends_by_cancel):
            assert_rests(cell, displayed, fate, ending)


def assert_rests(
    cell: Cell, displayed: int, fate: Fate, ending: Callable[[Stage, Cell, Order], None]
) -> None:
    stage = Stage(cell.session, displayed)
    order = stage.place(cell)
    assert_fate(order, fate)
    check_always(stage.books())
    ending(stage, cell, order)
    check_at_rest(stage.books())


def ends_by_price(stage: Stage, cell: Cell, order: Order) -> None:
    """An order that rests trades when its price comes, and never while halted or closed."""
    if cell.session is Session.HALTED:
        stage.world.ticker.tick(stage.world.clock.now())
        stage.world.deliver_all()
        assert stage.order(order) == order
        stage.job("resume")
    elif cell.session is Session.CLOSED:
        stage.quote("12.00", "12.01", ENOUGH)
        stage.quote("17.00", "17.01", ENOUGH)
        assert stage.order(order) == order
    stage.price_comes(cell.side)
    assert stage.order(order).state is OrderState.FILLED


def ends_by_time(stage: Stage, cell: Cell, order: Order) -> None:
    """An order for the day ends with it, one until it is canceled after ninety days."""
    days = (order.expires_at - order.created_at).days
    assert days == (90 if cell.tif is Tif.GTC else 0)
    stage.time_ends(order)
    ended = stage.order(order)
    assert (ended.state, ended.reason) == (OrderState.EXPIRED, "expired")


def ends_by_cancel(stage: Stage, cell: Cell, order: Order) -> None:
    """An order that rests can be canceled in any state of the market."""
    stage.world.cancels.cancel(stage.account_id, order.order_id)
    stage.world.deliver_all()
    ended = stage.order(order)
    assert (ended.state, ended.reason) == (OrderState.CANCELED, "canceled")


def assert_fate(order: Order, fate: Fate) -> None:
    traded = {0: "none", order.qty: "whole"}.get(order.filled_qty, "part")
    assert (traded, end_of(order)) == (fate.traded, fate.end)


def end_of(order: Order) -> str:
    if not order.is_terminal:
        return "rests"
    assert order.state is (OrderState.CANCELED if order.reason else OrderState.FILLED)
    return order.reason or ""


def test_no_cell_is_missing_and_every_rule_speaks_of_one() -> None:
    assert len(set(CELLS)) == len(CELLS) == CELLS_COUNT
    used = [next(i for i, (speaks_of, _) in enumerate(RULES) if speaks_of(cell)) for cell in CELLS]
    assert set(used) == set(range(len(RULES)))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == rendered(), "write it: python -m tests.integration.verdicts.page"
