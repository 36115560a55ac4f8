"""A limit may be far from the market, but not far through it (R-711)."""

import pytest

from shared.border.dictionary import Side
from shared.core.errors import Refusal
from shared.eu.orders.model.collar import check_collar
from shared.eu.quotes.model import Quote

QUOTE = Quote("KO", bid=99_000_000, ask=100_000_000, at_ms=0)


@pytest.mark.parametrize(
    ("side", "limit"),
    [(Side.BUY, 110_000_000), (Side.BUY, 1), (Side.SELL, 89_100_000), (Side.SELL, 10**12)],
)
def test_a_limit_up_to_the_collar_or_away_from_the_market_is_taken(side: Side, limit: int) -> None:
    check_collar(side, limit, QUOTE)


@pytest.mark.parametrize(("side", "limit"), [(Side.BUY, 110_000_001), (Side.SELL, 89_099_999)])
def test_a_limit_beyond_the_collar_is_refused(side: Side, limit: int) -> None:
    with pytest.raises(Refusal, match="price_collar"):
        check_collar(side, limit, QUOTE)
