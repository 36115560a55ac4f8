"""What a fill costs or brings the client, in cents: P5 and P8 with fees, currency, commission."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.border.dictionary import Side
from shared.border.messages import Fee, Filled
from shared.core.ids import EntryId, derive
from shared.core.money import (
    MICRO,
    PRICE_SCALE,
    QTY_SCALE,
    Cents,
    NanoQty,
    divide_half_up,
    principal_cents,
    scaled,
    short_text,
)
from shared.eu.accounts.model.position import Position
from shared.eu.ledger.model.entry import FEE_FACT, Line
from shared.eu.ledger.model.postings import BuyAmounts, SellAmounts, buy_fill, sell_fill
from shared.eu.orders.model.breaks import BreakReason, Contradicted
from shared.eu.orders.model.exchange import euro_of
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderEvent, after
from shared.eu.orders.model.terms import Terms
from shared.eu.quotes.model import FxRate

FX_SOURCE = "border"


@dataclass(frozen=True, slots=True)
class Fill:
    """An execution in our units: 10^-9 shares, 10^-6 dollars, cents."""

    execution_id: str
    qty: int
    price: int
    principal: int
    fees: int

    @property
    def gross_nano_usd(self) -> int:
        """Return quantity times price in 10^-9 dollars."""
        return divide_half_up(self.qty * self.price, MICRO)


def fill_of(filled: Filled) -> Fill:
    """Read an execution's texts."""
    qty, price = scaled(filled.qty, QTY_SCALE), scaled(filled.price, PRICE_SCALE)
    fees = sum(fee.charged_cents for fee in filled.fees)
    return Fill(filled.execution_id, qty, price, principal_cents(qty, price), fees)


def fill_entry_id(execution_id: str) -> EntryId:
    """Return the id of the entry that books an execution, so that no other books it again."""
    return EntryId(derive("entry", "fill", execution_id))


@dataclass(frozen=True, slots=True)
class FillBooking:
    """What a fill does: the posting's lines, the order and the position after it.

    `net_cents` is the change of the client's cash, fees and commission included.
    """

    posting: str
    lines: tuple[Line, ...]
    order: Order
    position: Position
    net_cents: int


def book_fill(
    order: Order, position: Position, fill: Fill, fx: FxRate, terms: Terms, available: int
) -> FillBooking:
    """Book a fill of an acknowledged order; `available` is the client's free cash in cents.

    Raises Contradicted for more than the order has left, InvalidTransition for a fill that it
    cannot have, Oversold for too many shares.
    """
    if order.side is Side.BUY:
        return _book_buy(order, position, fill, fx, terms, available)
    return _book_sell(order, position, fill, fx, terms)


def _book_buy(
    order: Order, position: Position, fill: Fill, fx: FxRate, terms: Terms, available: int
) -> FillBooking:
    money = _buy_amounts(order, fill, terms.buy_rate(fx.mid), terms, available)
    advanced = _advanced(order, fill, money.euro, money.commission, fx, terms)
    spent = money.from_hold + money.released
    paid = money.from_hold + money.from_cash
    return FillBooking(
        posting="P5",
        lines=buy_fill(order.account_id, order.asset_id, NanoQty(fill.qty), money),
        order=replace(advanced, hold_cents=order.hold_cents - spent),
        position=position.bought(fill.qty, paid, money.dollars),
        net_cents=-paid,
    )


def _book_sell(
    order: Order, position: Position, fill: Fill, fx: FxRate, terms: Terms
) -> FillBooking:
    money = _sell_amounts(order, fill, terms.sell_rate(fx.mid), terms)
    return FillBooking(
        posting="P8",
        lines=sell_fill(order.account_id, order.asset_id, NanoQty(fill.qty), money),
        order=_advanced(order, fill, money.euro, money.commission, fx, terms),
        position=position.sold(fill.qty),
        net_cents=money.euro - money.commission,
    )


def _advanced(
    order: Order, fill: Fill, euro: int, commission: int, fx: FxRate, terms: Terms
) -> Order:
    filled_qty = order.filled_qty + fill.qty
    if filled_qty > order.qty:
        raise Contradicted(BreakReason.OVERFILL)
    event = OrderEvent.FILL if filled_qty == order.qty else OrderEvent.PARTIAL_FILL
    return replace(
        order,
        state=after(order.state, event),
        filled_qty=filled_qty,
        reserved_qty=order.reserved_qty - (fill.qty if order.side is Side.SELL else 0),
        gross_nano_usd=order.gross_nano_usd + fill.gross_nano_usd,
        euro_cents=order.euro_cents + euro,
        commission_cents=order.commission_cents + commission,
        fx_mid=fx.mid,
        fx_rate=rate_for(order.side, fx, terms),
    )


def _buy_amounts(order: Order, fill: Fill, rate: int, terms: Terms, available: int) -> BuyAmounts:
    """Split a purchase over the order's hold, free cash and the firm's error account (D16)."""
    dollars = fill.principal + fill.fees
    euro = euro_of(dollars, rate)
    commission = terms.commission(order.euro_cents + euro) - order.commission_cents
    cost = euro + commission
    from_hold = min(order.hold_cents, cost)
    from_cash = min(cost - from_hold, available)
    is_last = order.filled_qty + fill.qty == order.qty
    return BuyAmounts(
        dollars=Cents(dollars),
        euro=Cents(euro),
        commission=Cents(commission),
        from_hold=Cents(from_hold),
        from_cash=Cents(from_cash),
        from_firm=Cents(cost - from_hold - from_cash),
        released=Cents(order.hold_cents - from_hold if is_last else 0),
    )


def _sell_amounts(order: Order, fill: Fill, rate: int, terms: Terms) -> SellAmounts:
    """Turn a sale's dollars into euro; the commission never exceeds what the sale brings."""
    dollars = fill.principal - fill.fees
    euro = euro_of(dollars, rate)
    commission = min(euro, terms.commission(order.euro_cents + euro) - order.commission_cents)
    return SellAmounts(Cents(dollars), Cents(euro), Cents(commission))


def rate_for(side: Side, fx: FxRate, terms: Terms) -> int:
    """Return the client's exchange rate for a side (R-465)."""
    return terms.buy_rate(fx.mid) if side is Side.BUY else terms.sell_rate(fx.mid)


def fill_facts(order: Order, filled: Filled, fx: FxRate, terms: Terms) -> dict[str, str]:
    """Return what the entry keeps beside its lines: the fill, the dated rate, the fees (R-465)."""
    return {
        "order_id": order.order_id,
        "execution_id": filled.execution_id,
        "side": order.side.value,
        "qty": filled.qty,
        "price": filled.price,
        "venue": filled.venue,
        "settle_date": filled.settle_date,
        "fx_mid": short_text(fx.mid, PRICE_SCALE),
        "fx_rate": short_text(rate_for(order.side, fx, terms), PRICE_SCALE),
        "fx_spread_bp": str(terms.fx_spread_bp),
        "fx_at_ms": str(fx.at_ms),
        "fx_source": FX_SOURCE,
        **_fee_facts(filled.fees),
    }


def _fee_facts(fees: Sequence[Fee]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for fee in fees:
        facts[f"{FEE_FACT}{fee.fee_type.lower()}_cents"] = str(fee.charged_cents)
        facts[f"{FEE_FACT}{fee.fee_type.lower()}_raw_nano_usd"] = str(fee.raw_nano_usd)
    return facts
