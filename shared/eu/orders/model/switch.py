"""A replacement takes its predecessor's place, with what both have reserved (R-721)."""

from dataclasses import dataclass, replace
from datetime import date

from shared.border.dictionary import Side
from shared.eu.orders.model.breaks import BreakReason, Contradicted
from shared.eu.orders.model.hold import limit_buy_hold
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.terms import Terms
from shared.eu.quotes.model import FxRate


@dataclass(frozen=True, slots=True)
class Switch:
    """The replacement as it goes on, and what it does not need of what both had reserved."""

    replacement: Order
    excess_cents: int
    excess_qty: int


def switched(order: Order, replacement: Order, fx: FxRate, terms: Terms, on: date) -> Switch:
    """Give the replacement what its predecessor has not traded, and hold no more than that needs.

    Raises Contradicted where nothing is left for it.
    """
    qty = replacement.replace_qty - order.filled_qty
    if qty <= 0:
        raise Contradicted(BreakReason.QTY_MISMATCH)
    held, need = order.hold_cents + replacement.hold_cents, 0
    reserved, reserved_need = order.reserved_qty + replacement.reserved_qty, 0
    if order.side is Side.BUY:
        need = limit_buy_hold(qty, replacement.protection_price, fx.mid, terms, on)
    else:
        reserved_need = qty
    born = replace(
        replacement,
        qty=qty,
        hold_cents=min(held, need),
        reserved_qty=reserved_need,
        instruction_seq=1,
        issued_seq=max(1, replacement.issued_seq),
    )
    return Switch(born, max(0, held - need), reserved - reserved_need)
