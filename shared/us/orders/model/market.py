"""The market at the moment of a decision."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.border.dictionary import RejectReason
from shared.us.venues.model.venue import TopOfBook


@dataclass(frozen=True, slots=True)
class Market:
    """What an order meets. `obstacle` says why nothing trades now, None while it does.

    `top` is None where no current quote is known; while the market is closed or the symbol halted
    it is known and nothing trades at it (R-710). A trade of now settles on `settle_date`; a day
    order lives until `closes_at`.
    """

    now: datetime
    settle_date: date
    closes_at: datetime
    top: TopOfBook | None
    obstacle: RejectReason | None
