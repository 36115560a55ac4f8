"""Quotes through the cache: one read a second for each symbol, and none that is too old (D16)."""

from shared.core.cached_reader import CachedReader
from shared.us.marketdata.service.quote_cache import QUOTE_TTL_MS, QuoteCache
from tests.unit.us.orders_new import NOW, SYMBOL
from tests.unit.us.region import Region


def cache_over(region: Region, age_max_ms: int) -> QuoteCache:
    return QuoteCache(CachedReader(region.documents, region.clock, QUOTE_TTL_MS), age_max_ms)


def test_a_symbol_is_read_once_a_second() -> None:
    region = Region()
    region.ticker().tick(NOW)
    cache = cache_over(region, age_max_ms=60_000)
    region.documents.counters.reads.clear()
    for _ in range(4):
        assert cache.fresh(SYMBOL) is not None
        region.clock.advance_ms(QUOTE_TTL_MS // 2)
    assert region.documents.counters.reads == {"quotes": 2}


def test_a_cached_quote_still_ages() -> None:
    region = Region()
    region.ticker().tick(NOW)
    cache = cache_over(region, age_max_ms=400)
    assert cache.fresh(SYMBOL) is not None
    region.clock.advance_ms(401)
    assert cache.fresh(SYMBOL) is None


def test_a_symbol_without_a_quote_has_none() -> None:
    assert cache_over(Region(), age_max_ms=60_000).fresh("NONE") is None
