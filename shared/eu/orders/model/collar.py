"""The price collar (R-711): a limit may be far from the market, but not far through it."""

from shared.border.dictionary import Side
from shared.core.errors import Refusal
from shared.eu.quotes.model import Quote

COLLAR_PERCENT = 10


def check_collar(side: Side, limit: int, quote: Quote) -> None:
    """Raise Refusal `price_collar` for a limit more than 10 % through the best price across.

    A limit on the near side of the market rests, however far it is.
    """
    if side is Side.BUY:
        is_through = limit * 100 > quote.ask * (100 + COLLAR_PERCENT)
    else:
        is_through = limit * 100 < quote.bid * (100 - COLLAR_PERCENT)
    if is_through:
        raise Refusal("price_collar", "limit_price")
