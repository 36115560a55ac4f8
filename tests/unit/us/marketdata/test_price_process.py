"""The simulated prices: on the cent, near their reference, the same for the same randomness."""

from itertools import pairwise

import pytest

from shared.core.money import MICRO
from shared.memory.clock import SeededEntropy
from shared.us.marketdata.model.price_process import (
    CENT,
    DEVIATION_PER_MAX,
    FX_DEVIATION_MAX,
    FX_STEP_MAX,
    next_quote,
    next_rate,
)
from shared.us.marketdata.model.quote import FxRate, Quote

REFERENCES = [CENT, 95 * CENT, 12 * MICRO, 187_425_000, 512_340_000, 735_000 * MICRO]


def walk(reference: int, seed: str, steps: int = 400) -> list[Quote]:
    entropy = SeededEntropy(seed)
    quotes: list[Quote] = []
    for at_ms in range(steps):
        before = quotes[-1] if quotes else None
        quotes.append(next_quote("AAPL", reference, before, entropy, at_ms))
    return quotes


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_price_stays_near_its_reference(reference: int) -> None:
    band = max(reference // DEVIATION_PER_MAX, CENT)
    for quote in walk(reference, seed="1"):
        assert abs(quote.bid - reference) <= band + CENT


@pytest.mark.parametrize("reference", REFERENCES)
def test_quotes_are_whole_cents_with_a_spread_and_depth(reference: int) -> None:
    for quote in walk(reference, seed="2"):
        assert quote.bid % CENT == quote.ask % CENT == 0
        assert quote.bid >= CENT
        assert quote.ask - quote.bid >= CENT
        assert {quote.bid_size % 100, quote.ask_size % 100} == {0}
        assert min(quote.bid_size, quote.ask_size) >= 500


def test_a_price_moves_both_ways_in_small_steps() -> None:
    moves = [after.bid - before.bid for before, after in pairwise(walk(187_425_000, seed="3"))]
    assert min(moves) < 0 < max(moves)
    assert max(map(abs, moves)) <= 187_425_000 // 500


def test_a_price_far_off_is_pulled_back_at_once() -> None:
    far = Quote("AAPL", 900 * MICRO, 901 * MICRO, 500, 500, 0)
    quote = next_quote("AAPL", 187_420_000, far, SeededEntropy("4"), 1)
    assert abs(quote.bid - 187_420_000) <= 187_420_000 // DEVIATION_PER_MAX


def test_the_same_randomness_gives_the_same_prices() -> None:
    assert walk(187_425_000, seed="5") == walk(187_425_000, seed="5") != walk(187_425_000, seed="6")


def test_the_rate_walks_around_its_reference() -> None:
    entropy = SeededEntropy("7")
    rates = [next_rate(1_085_000, None, entropy, 0)]
    for at_ms in range(1, 400):
        rates.append(next_rate(1_085_000, rates[-1], entropy, at_ms))
    assert all(abs(rate.mid - 1_085_000) <= FX_DEVIATION_MAX for rate in rates)
    assert len({rate.mid for rate in rates}) > 50
    assert [rate.tick for rate in rates] == list(range(400))


def test_the_rate_moves_from_where_it_was() -> None:
    before = FxRate(1_087_000, 0, 41)
    after = next_rate(1_085_000, before, SeededEntropy("8"), 1)
    assert abs(after.mid - (1_087_000 - 2_000 // 8)) <= FX_STEP_MAX
    assert after.tick == 42
