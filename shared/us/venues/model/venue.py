"""A simulated venue: an order trades against the displayed quote and walks away from it (D16)."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.money import NANO

VENUE = "SIMX"
TICK = 10_000
SLICES_MAX = 8


@dataclass(frozen=True, slots=True)
class TopOfBook:
    """The displayed best prices (10^-6 USD) and their sizes in whole shares."""

    bid: int
    ask: int
    bid_size: int
    ask_size: int

    def against(self, side: Side) -> tuple[int, int]:
        """Return the price and the size that an order of a side trades with."""
        return (self.ask, self.ask_size) if side is Side.BUY else (self.bid, self.bid_size)


@dataclass(frozen=True, slots=True)
class Fill:
    """One trade: quantity in 10^-9 shares, price in 10^-6 USD, the venue's code."""

    qty: int
    price: int
    venue: str = VENUE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an order traded, and the quantity that found no price within its protection."""

    fills: tuple[Fill, ...]
    remainder: int


def execute(side: Side, qty: int, limit_price: int, top: TopOfBook) -> Outcome:
    """Fill an order, never beyond `limit_price` and never more than `qty`.

    The displayed size trades at the displayed price (R-720); each further slice of that size costs
    one cent more, and there are at most SLICES_MAX of them.
    """
    fills: list[Fill] = []
    remainder = qty
    for price, size in slices(side, limit_price, top):
        taken = min(remainder, size)
        fills.append(Fill(taken, price))
        remainder -= taken
        if not remainder:
            break
    return Outcome(tuple(fills), remainder)


def slices(side: Side, limit_price: int, top: TopOfBook) -> Iterator[tuple[int, int]]:
    """Yield the prices that an order meets, in turn, and the quantity (10^-9) at each."""
    buys = side is Side.BUY
    price, shares = top.against(side)
    for _ in range(SLICES_MAX):
        beyond = price > limit_price if buys else price < limit_price
        if beyond or price <= 0 or shares <= 0:
            return
        yield price, shares * NANO
        price += TICK if buys else -TICK
