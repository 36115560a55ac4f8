"""Halts (R-710): stored with the quote, told at once, and not undone by a tick."""

import json
from collections.abc import Sequence

import pytest

from shared.border.messages import QuoteBatch
from shared.core.documents import Write
from shared.core.errors import Conflict
from shared.core.messages import Delivery
from shared.us.marketdata.paths import quote_of, quote_path
from tests.unit.us.orders_new import NOW, SYMBOL
from tests.unit.us.region import Region


def job(name: str, symbol: object = SYMBOL) -> Delivery:
    return Delivery(json.dumps({"job": name, "symbol": symbol}).encode(), {}, "1")


@pytest.fixture
def region() -> Region:
    region = Region()
    region.ticker().tick(NOW)
    return region


def halted(region: Region) -> bool:
    (seen,) = region.documents.get([quote_path(SYMBOL)])
    return quote_of(seen.data or {}).halted


def batches(region: Region) -> list[QuoteBatch]:
    return [message for message in region.opened("quotes") if isinstance(message, QuoteBatch)]


def test_a_halt_is_stored_and_told_at_once(region: Region) -> None:
    region.market_data().handle_job(job("halt"))
    assert halted(region)
    (told,) = batches(region)[-1].quotes
    assert (told.symbol, told.halted) == (SYMBOL, True)


def test_a_halt_is_newer_than_a_tick_of_the_same_moment(region: Region) -> None:
    region.market_data().handle_job(job("halt"))
    region.market_data().handle_job(job("resume"))
    told = [
        quote.at for batch in batches(region) for quote in batch.quotes if quote.symbol == SYMBOL
    ]
    assert told == sorted(set(told)) and len(told) == 3


def test_a_resumption_ends_it(region: Region) -> None:
    for name in ("halt", "halt", "resume"):
        region.market_data().handle_job(job(name))
    assert not halted(region)
    assert [quote.halted for batch in batches(region)[1:] for quote in batch.quotes] == [
        True,
        True,
        False,
    ]


def test_a_halted_quote_stands_still_and_stays_young(region: Region) -> None:
    region.market_data().handle_job(job("halt"))
    (before,) = region.documents.get([quote_path(SYMBOL)])
    for _ in range(10):
        region.clock.advance_ms(1_000)
        region.ticker().tick(region.clock.now())
    (after,) = region.documents.get([quote_path(SYMBOL)])
    assert before.data is not None and after.data is not None
    assert after.data["at_ms"] > before.data["at_ms"]
    moving = ("at_ms", "version")
    assert {name: after.data[name] for name in after.data if name not in moving} == {
        name: before.data[name] for name in before.data if name not in moving
    }


def test_a_tick_does_not_undo_a_halt_that_it_has_not_seen(region: Region) -> None:
    hooks = region.documents.hooks

    def halt_meanwhile(writes: Sequence[Write]) -> None:
        hooks.before_commit = lambda writes: None
        region.market_data().handle_job(job("halt"))

    hooks.before_commit = halt_meanwhile
    conflicts = 0
    for _ in range(5):
        try:
            region.ticker().tick(NOW)
        except Conflict:
            conflicts += 1
    assert halted(region)
    assert conflicts <= 1


def test_a_halt_that_met_a_tick_asks_for_redelivery(region: Region) -> None:
    hooks = region.documents.hooks

    def tick_meanwhile(writes: Sequence[Write]) -> None:
        hooks.before_commit = lambda writes: None
        for _ in range(5):
            region.clock.advance_ms(1_000)
            region.ticker().tick(region.clock.now())

    hooks.before_commit = tick_meanwhile
    with pytest.raises(Conflict):
        region.market_data().handle_job(job("halt"))
    region.market_data().handle_job(job("halt"))
    assert halted(region)


@pytest.mark.parametrize("symbol", ["NONE", "EURUSD", None, 7, "../x"])
def test_an_unknown_symbol_is_only_observed(region: Region, symbol: object) -> None:
    region.market_data().handle_job(job("halt", symbol))
    assert region.observed == [("halt not done", "unknown_symbol")]


def test_a_symbol_without_a_quote_is_only_observed() -> None:
    region = Region()
    region.market_data().handle_job(job("halt"))
    assert region.observed == [("halt not done", "no_quote")]


def test_a_job_of_market_data_is_done_once(region: Region) -> None:
    region.market_data().handle_job(Delivery(b'{"job":"quotes"}', {}, "1"))
    assert len(batches(region)) == 2
