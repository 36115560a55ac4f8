"""Quotes as the EU side knows them: copies of what came over the border, with their age (D16)."""

from dataclasses import dataclass
from datetime import datetime

from shared.core.clock import epoch_ms

EURUSD = "EURUSD"


@dataclass(frozen=True, slots=True)
class Quote:
    """The best bid and offer of a symbol, in 10^-6 dollars; nothing trades while `halted`."""

    symbol: str
    bid: int
    ask: int
    at_ms: int
    halted: bool = False

    @property
    def middle(self) -> int:
        """Return the price halfway, cut to 10^-6 dollars."""
        return (self.bid + self.ask) // 2

    def is_fresh(self, now: datetime, age_max_ms: int) -> bool:
        """Say whether the quote is young enough to decide an order by."""
        return epoch_ms(now) - self.at_ms <= age_max_ms


@dataclass(frozen=True, slots=True)
class FxRate:
    """The middle rate of EUR/USD: 10^-6 US dollars per euro, and when it was seen."""

    mid: int
    at_ms: int

    def is_fresh(self, now: datetime, age_max_ms: int) -> bool:
        """Say whether the rate is young enough to decide an order by."""
        return epoch_ms(now) - self.at_ms <= age_max_ms
