"""Quotes of the US market, and the exchange rate, as stored and traded on."""

from dataclasses import dataclass

EURUSD = "EURUSD"


@dataclass(frozen=True, slots=True)
class Quote:
    """The best bid and offer of a symbol: prices in 10^-6 dollars, sizes in whole shares.

    While the symbol is `halted` nothing trades at them (R-710).
    """

    symbol: str
    bid: int
    ask: int
    bid_size: int
    ask_size: int
    at_ms: int
    halted: bool = False

    def is_fresh(self, now_ms: int, age_max_ms: int) -> bool:
        """Say whether the quote is young enough to trade on."""
        return now_ms - self.at_ms <= age_max_ms


@dataclass(frozen=True, slots=True)
class FxRate:
    """The middle rate of EUR/USD: 10^-6 US dollars per euro.

    `tick` is the number of the tick that set it; by it the symbols take turns.
    """

    mid: int
    at_ms: int
    tick: int
