"""What an order comes to: its quantity, the price it is bounded by, and what it reserves."""

from dataclasses import dataclass
from datetime import date

from shared.border.dictionary import Side
from shared.eu.orders.model.exchange import dollars_of, shares_of
from shared.eu.orders.model.hold import (
    buy_protection,
    limit_buy_hold,
    market_buy_hold,
    notional_buy_hold,
    sell_protection,
)
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.model.terms import Terms
from shared.eu.quotes.model import Quote


@dataclass(frozen=True, slots=True)
class Sizing:
    """Quantity in 10^-9 shares, price in 10^-6 dollars, money in cents.

    Of an order by amount the US side tells the quantity: until then `qty` bounds a sale from above
    and is 0 for a purchase.
    """

    qty: int
    price: int
    hold_cents: int = 0
    reserved_qty: int = 0
    notional_usd_cents: int = 0


def size(command: PlaceOrder, quote: Quote, fx_mid: int, terms: Terms, on: date) -> Sizing:
    """Size an order by the prices it is decided by (R-702, R-703, R-705)."""
    if command.side is Side.BUY:
        price = command.limit_price or buy_protection(quote.ask)
        if command.notional_cents:
            return _buy_by_amount(command, price, fx_mid, terms, on)
        held = limit_buy_hold if command.limit_price else market_buy_hold
        return Sizing(command.qty, price, held(command.qty, price, fx_mid, terms, on))
    price = command.limit_price or sell_protection(quote.bid)
    if command.notional_cents:
        dollars = dollars_of(command.notional_cents, terms.sell_rate(fx_mid))
        qty = shares_of(dollars, price)
        return Sizing(qty, price, reserved_qty=qty, notional_usd_cents=dollars)
    return Sizing(command.qty, price, reserved_qty=command.qty)


def _buy_by_amount(command: PlaceOrder, price: int, fx_mid: int, terms: Terms, on: date) -> Sizing:
    """Commission and fees come on top of the amount, which is what is changed into dollars."""
    dollars = dollars_of(command.notional_cents, terms.buy_rate(fx_mid))
    hold = notional_buy_hold(dollars, price, fx_mid, terms, on)
    return Sizing(0, price, hold, notional_usd_cents=dollars)
