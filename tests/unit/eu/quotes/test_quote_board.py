"""Orders are decided by prices of a documented age, and by none that is older (D16)."""

from datetime import UTC, datetime

import pytest

from shared.core.cached_reader import CachedReader
from shared.core.clock import epoch_ms
from shared.core.documents import Put
from shared.core.errors import Refusal
from shared.eu.quotes.model import EURUSD, FxRate, Quote
from shared.eu.quotes.paths import quote_path
from shared.eu.quotes.service import QuoteBoard
from shared.memory.clock import VirtualClock
from shared.memory.documents import MemoryDocuments

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
AGE_MAX_MS = 15_000
AT_MS = epoch_ms(NOW)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def board(clock: VirtualClock) -> QuoteBoard:
    documents = MemoryDocuments()
    price = {"bid": 99, "ask": 101, "bid_size": 1, "ask_size": 1, "at_ms": AT_MS}
    price = {**price, "halted": False}
    documents.commit(
        [
            Put(quote_path("KO"), price),
            Put(quote_path(EURUSD), {"mid": 1_085_000, "at_ms": AT_MS}),
        ]
    )
    return QuoteBoard(CachedReader(documents, clock, 1_000), AGE_MAX_MS)


def test_a_price_as_old_as_allowed_decides_an_order(board: QuoteBoard, clock: VirtualClock) -> None:
    clock.advance_ms(AGE_MAX_MS)
    assert board.fresh_quote("KO") == Quote("KO", 99, 101, AT_MS)
    assert board.fresh_fx() == FxRate(1_085_000, AT_MS)


def test_an_older_price_decides_none_but_is_shown(board: QuoteBoard, clock: VirtualClock) -> None:
    clock.advance_ms(AGE_MAX_MS + 1)
    with pytest.raises(Refusal, match="quote_unavailable"):
        board.fresh_quote("KO")
    assert board.last_quote("KO") == Quote("KO", 99, 101, AT_MS)


def test_an_older_rate_decides_none_but_is_shown(board: QuoteBoard, clock: VirtualClock) -> None:
    clock.advance_ms(AGE_MAX_MS + 1)
    with pytest.raises(Refusal, match="quote_unavailable"):
        board.fresh_fx()
    assert board.last_fx() == FxRate(1_085_000, AT_MS)


def test_a_price_in_the_cache_ages_as_well(board: QuoteBoard, clock: VirtualClock) -> None:
    clock.advance_ms(AGE_MAX_MS)
    board.fresh_quote("KO")
    clock.advance_ms(1)
    with pytest.raises(Refusal, match="quote_unavailable"):
        board.fresh_quote("KO")


def test_what_was_never_quoted_has_no_price(board: QuoteBoard) -> None:
    assert board.last_quote("F") is None
    with pytest.raises(Refusal, match="quote_unavailable"):
        board.fresh_quote("F")
