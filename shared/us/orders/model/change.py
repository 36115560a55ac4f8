"""What may become of an order that rests: a fill, its time, a cancel, a replacement. Pure."""

from dataclasses import dataclass, replace

from shared.border.dictionary import DoneReason, RejectReason
from shared.border.messages import OrderCancel, OrderReplace
from shared.core.clock import epoch_ms
from shared.core.ids import OrderToken
from shared.core.money import PRICE_SCALE, QTY_SCALE, scaled
from shared.us.clearing.model import FeeTotals
from shared.us.orders.model.decision import expiry_ms, taken_on
from shared.us.orders.model.facts import done, replace_rejected, replaced
from shared.us.orders.model.market import Market
from shared.us.orders.model.order import Decision, Known, Order, Report, Tombstone
from shared.us.orders.model.risk import objection
from shared.us.orders.model.state import Event, State
from shared.us.orders.model.trading import traded
from shared.us.venues.model.book import cross


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a replace comes to: the old order as it is then, and the new one if there is one."""

    old: Order
    new: Decision | None


def takes(known: Known | None, seq: int) -> bool:
    """Tell whether instruction `seq` still changes an order: it is open and new to it."""
    return isinstance(known, Order) and known.is_open and seq > known.instruction_seq


def matched(order: Order, market: Market) -> Decision | None:
    """Let a resting order trade with what is left of a quote, None where it does not.

    Nothing trades after the order's time, while the market is closed or the symbol halted.
    """
    if not order.is_open or order.expires_at_ms <= epoch_ms(market.now):
        return None
    if market.obstacle is not None or market.top is None:
        return None
    fill = cross(order.side, order.leaves_qty, order.limit_price, market.top)
    if fill is None:
        return None
    order, execution = traded(order, fill, market)
    return Decision(_unsent(order), (execution,))


def expired(order: Order, now_ms: int) -> Order | None:
    """End an order whose time is over, None where it is not."""
    if not order.is_open or order.expires_at_ms > now_ms:
        return None
    return _unsent(order.moved(Event.END).reported(done(DoneReason.EXPIRED)))


def canceled(order: Order, seq: int) -> Order:
    """End an order at an instruction."""
    order = order.moved(Event.END).reported(done(DoneReason.CANCELED))
    return replace(order, instruction_seq=seq)


def buried(message: OrderCancel, received_at_ms: int) -> Tombstone:
    """Build the record of a cancel that came before its order."""
    return Tombstone(
        OrderToken(message.order_token),
        message.cohort,
        message.asset_id,
        received_at_ms,
        message.seq,
        (Report(1, (done(DoneReason.CANCELED),)),),
    )


def with_replacement(order: Order, message: OrderReplace, market: Market) -> Replacement:
    """Put another order in the place of one, which may trade at once; or say why not."""
    order = replace(order, instruction_seq=message.seq)
    left_qty = scaled(message.qty, QTY_SCALE) - order.cum_qty
    if left_qty <= 0:
        return _not_replaced(order, message, RejectReason.ALREADY_TRADED)
    new = _successor(order, message, left_qty, market)
    reason = objection(new, market)
    if reason is not None:
        return _not_replaced(order, message, reason)
    old = order.moved(Event.END).reported(replaced(message.replacement_token))
    return Replacement(old, taken_on(new, market))


def _not_replaced(order: Order, message: OrderReplace, reason: RejectReason) -> Replacement:
    step = replace_rejected(message.replacement_token, reason)
    return Replacement(order.reported(step), None)


def _successor(order: Order, message: OrderReplace, qty: int, market: Market) -> Order:
    """Build the new order, which is by quantity whatever the old one was by."""
    return replace(
        order,
        token=OrderToken(message.replacement_token),
        tif=message.tif,
        qty=qty,
        notional_cents=None,
        limit_price=scaled(message.limit_price, PRICE_SCALE),
        received_at_ms=epoch_ms(market.now),
        expires_at_ms=expiry_ms(message.tif, market),
        state=State.RECEIVED,
        cum_qty=0,
        fees=FeeTotals(),
        reports=(),
        instruction_seq=1,
        unsent_seq=None,
    )


def _unsent(order: Order) -> Order:
    """Mark an order whose last report no message will bring again (D10)."""
    return replace(order, unsent_seq=order.unsent_seq or len(order.reports))
