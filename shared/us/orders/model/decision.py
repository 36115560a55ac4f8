"""Decide a new order whole: refuse it, or let it trade (R-711, D16). Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.border.dictionary import DoneReason, RejectReason, Side
from shared.border.messages import OrderNew
from shared.core.clock import epoch_ms, trade_date
from shared.core.fees import accrue
from shared.core.ids import ExecutionId, OrderToken, derive
from shared.core.money import NANO, PRICE_SCALE, QTY_SCALE, principal_cents, scaled
from shared.us.clearing.model import Charge, FeeTotals, charge
from shared.us.omnibus.model.posting import Posting, execution_posting
from shared.us.orders.model.facts import acknowledged, done, filled, rejected
from shared.us.orders.model.order import Execution, Facts, Order, Report
from shared.us.orders.model.state import Event, after
from shared.us.venues.model import Fill, TopOfBook, execute


@dataclass(frozen=True, slots=True)
class Decision:
    """What a new order comes to; its parts are committed together."""

    order: Order
    executions: tuple[Execution, ...] = ()


def received(message: OrderNew, symbol: str | None, now: datetime) -> Order:
    """Build the order of a message, undecided. `symbol` is None for an asset not listed here."""
    return Order(
        token=OrderToken(message.order_token),
        cohort=message.cohort,
        asset_id=message.asset_id,
        symbol=symbol,
        side=message.side,
        qty=scaled(message.qty or "0", QTY_SCALE),
        limit_price=scaled(message.limit_price, PRICE_SCALE),
        received_at_ms=epoch_ms(now),
    )


def passes_risk(order: Order, qty_max: int) -> bool:
    """Say whether the quantity is a whole number of shares, at least one, and not above the max."""
    return 0 < order.qty <= qty_max and order.qty % NANO == 0


def refused(order: Order, reason: RejectReason) -> Decision:
    """Refuse an order for good."""
    state = after(order.state, Event.FAIL_RISK)
    return Decision(replace(order, state=state, reports=(Report(1, (rejected(reason),)),)))


def traded(order: Order, top: TopOfBook, now: datetime, settle_date: date) -> Decision:
    """Let an order trade against the quote; what is left beyond its protection ends with it.

    The first report acknowledges and tells the first fill, each further one tells one fill more.
    """
    outcome = execute(order.side, order.qty, order.limit_price, top)
    order = _moved(order, Event.PASS_RISK, Event.ROUTE, Event.WORK)
    steps: list[list[Facts]] = [[acknowledged(order)]]
    executions: list[Execution] = []
    for fill in outcome.fills:
        execution, fees = _executed(order, fill, len(executions) + 1, now, settle_date)
        order = _filled(order, fill, fees)
        if executions:
            steps.append([])
        steps[-1].append(filled(order, execution))
        executions.append(execution)
    if outcome.remainder:
        order = _moved(order, Event.END)
        steps[-1].append(done(DoneReason.PRICE_PROTECTION))
    reports = tuple(Report(seq, tuple(facts)) for seq, facts in enumerate(steps, start=1))
    return Decision(replace(order, reports=reports), tuple(executions))


def _moved(order: Order, *events: Event) -> Order:
    state = order.state
    for event in events:
        state = after(state, event)
    return replace(order, state=state)


def _filled(order: Order, fill: Fill, fees: FeeTotals) -> Order:
    event = Event.FILL_REST if fill.qty == order.leaves_qty else Event.FILL_PART
    state = after(order.state, event)
    return replace(order, state=state, cum_qty=order.cum_qty + fill.qty, fees=fees)


def _executed(
    order: Order, fill: Fill, number: int, now: datetime, settle_date: date
) -> tuple[Execution, FeeTotals]:
    on = trade_date(now)
    gross_cents = principal_cents(fill.qty, fill.price)
    ceiling_cents = gross_cents if order.side is Side.SELL else None
    accrued = accrue(order.side, fill.qty, fill.price, on)
    charges, fees = charge(order.fees, accrued, ceiling_cents)
    execution = Execution(
        execution_id=ExecutionId(derive("execution", order.token, str(number))),
        order_token=order.token,
        cohort=order.cohort,
        asset_id=order.asset_id,
        side=order.side,
        qty=fill.qty,
        price=fill.price,
        venue=fill.venue,
        gross_cents=gross_cents,
        charges=charges,
        executed_at_ms=epoch_ms(now),
        trade_date=on,
        settle_date=settle_date,
        posting=_posting(order, fill, gross_cents, charges),
    )
    return execution, fees


def _posting(order: Order, fill: Fill, gross_cents: int, charges: tuple[Charge, ...]) -> Posting:
    fees = {item.fee_type: item.charged_cents for item in charges}
    return execution_posting(order.side, order.cohort, order.asset_id, fill.qty, gross_cents, fees)
