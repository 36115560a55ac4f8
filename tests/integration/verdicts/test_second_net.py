"""The market closes, or is halted, while an order crosses: the US side decides by what is then."""

import pytest

from shared.eu.orders.model.states import OrderState
from tests.integration.verdicts.cells import Amount, Cell, Kind, Session, Side, Tif
from tests.integration.verdicts.stage import ENOUGH, Stage
from tests.simulation.checkers import check_always, check_at_rest

REASONS = {Session.CLOSED: "market_closed", Session.HALTED: "halted"}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("session", list(REASONS))
@pytest.mark.parametrize(
    ("kind", "tif", "amount"),
    [
        (Kind.MARKET, Tif.DAY, Amount.WHOLE),
        (Kind.MARKET, Tif.DAY, Amount.NOTIONAL),
        (Kind.MARKET, Tif.GTC, Amount.WHOLE),
        (Kind.LIMIT_NOW, Tif.IOC, Amount.WHOLE),
        (Kind.LIMIT_NOW, Tif.FOK, Amount.WHOLE),
    ],
)
def test_what_is_for_now_or_never_is_refused(
    kind: Kind, tif: Tif, amount: Amount, session: Session, side: Side
) -> None:
    stage = Stage(Session.OPEN, ENOUGH)
    order = stage.ask(Cell(kind, tif, amount, Session.OPEN, side))
    stage.enter(session)
    stage.world.deliver_all()
    ended = stage.order(order)
    assert (ended.state, ended.reason) == (OrderState.US_REJECTED, REASONS[session])
    check_always(stage.books())
    assert (ended.hold_cents, ended.reserved_qty) == (0, 0)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("session", list(REASONS))
@pytest.mark.parametrize("amount", list(Amount))
def test_what_may_wait_rests(amount: Amount, session: Session, side: Side) -> None:
    stage = Stage(Session.OPEN, ENOUGH)
    order = stage.ask(Cell(Kind.LIMIT_NOW, Tif.DAY, amount, Session.OPEN, side))
    stage.enter(session)
    stage.world.deliver_all()
    assert (stage.order(order).state, stage.order(order).filled_qty) == (OrderState.ACKED, 0)
    if session is Session.HALTED:
        stage.job("resume")
    stage.price_comes(side)
    assert stage.order(order).state is OrderState.FILLED
    check_at_rest(stage.books())
