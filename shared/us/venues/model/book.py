"""The price-time book of resting orders: best price first, then the one that came first (D16)."""

from dataclasses import dataclass, replace

from shared.border.dictionary import Side
from shared.core.ids import OrderToken
from shared.core.money import NANO, divide_up
from shared.us.venues.model.venue import Fill, TopOfBook

PRICE_CEILING = 10**14
"""Above any price (10^-6): prices of buys count down from it, so that one order serves both."""


@dataclass(frozen=True, slots=True)
class Resting:
    """What the book knows of an order: its price in 10^-6, its times in ms since 1970."""

    token: OrderToken
    symbol: str
    side: Side
    limit_price: int
    received_at_ms: int
    expires_at_ms: int

    @property
    def priority(self) -> str:
        """Return a text that sorts the orders of a side: price, time, then token."""
        rank = _rank(self.side, self.limit_price)
        return f"{rank:015d}:{self.received_at_ms:013d}:{self.token}"


def priority_end(side: Side, price: int) -> str:
    """Return the text below which the orders lie that may trade at a price."""
    return f"{_rank(side, price):015d};"


def _rank(side: Side, price: int) -> int:
    return PRICE_CEILING - price if side is Side.BUY else price


@dataclass(frozen=True, slots=True)
class Displayed:
    """What the ticks have left of the sizes of one quote, in whole shares."""

    quote_at_ms: int
    bid_left: int
    ask_left: int

    def of(self, top: TopOfBook, quote_at_ms: int) -> TopOfBook:
        """Return what a quote still has: all of a later one, the rest of this one, else nothing."""
        if quote_at_ms > self.quote_at_ms:
            return top
        if quote_at_ms < self.quote_at_ms:
            return replace(top, bid_size=0, ask_size=0)
        return replace(
            top,
            bid_size=min(top.bid_size, self.bid_left),
            ask_size=min(top.ask_size, self.ask_left),
        )


NOTHING_TAKEN = Displayed(0, 0, 0)


def after_fill(top: TopOfBook, quote_at_ms: int, side: Side, qty: int) -> Displayed:
    """Return what is left of a quote once an order of a side has traded `qty` (10^-9) with it."""
    shares = divide_up(qty, NANO)
    if side is Side.BUY:
        return Displayed(quote_at_ms, top.bid_size, top.ask_size - shares)
    return Displayed(quote_at_ms, top.bid_size - shares, top.ask_size)


def cross(side: Side, leaves_qty: int, limit_price: int, top: TopOfBook) -> Fill | None:
    """Return the trade of a resting order with a quote, None where there is none.

    It trades at the quote's price, which is never worse than its limit, and within its size.
    """
    price, shares = top.against(side)
    beyond = price > limit_price if side is Side.BUY else price < limit_price
    if beyond or price <= 0 or shares <= 0:
        return None
    return Fill(min(leaves_qty, shares * NANO), price)
