"""The ticker: every symbol on the first tick, then in turns; batches that the EU can open (D16)."""

import json
from datetime import timedelta

import pytest

from shared.border.messages import QUOTES_MAX, QuoteBatch
from shared.core import ecb_rates
from shared.core.clock import epoch_ms
from shared.core.listings import priced_listings
from shared.core.messages import Delivery
from shared.core.money import scaled
from shared.us.marketdata.paths import quote_of, quote_path
from shared.us.marketdata.service.ticker import TURN_COUNT
from tests.unit.us.faults import NoBroker, out_of_reach
from tests.unit.us.orders_new import NOW
from tests.unit.us.region import Region

SYMBOLS = {listing.symbol for listing in priced_listings()}


def job(data: object) -> Delivery:
    return Delivery(json.dumps(data).encode(), {}, "1")


def batches(region: Region) -> list[QuoteBatch]:
    return [message for message in region.opened("quotes") if isinstance(message, QuoteBatch)]


def ages_ms(region: Region) -> list[int]:
    now_ms = epoch_ms(region.clock.now())
    return [now_ms - shot["at_ms"] for shot in region.stored("quotes")]


def test_the_first_tick_opens_every_symbol_near_its_last_close() -> None:
    region = Region()
    region.ticker().tick(NOW)
    assert {shot["symbol"] for shot in region.stored("quotes")} == SYMBOLS | {"EURUSD"}
    for listing in priced_listings():
        (snapshot,) = region.documents.get([quote_path(listing.symbol)])
        assert snapshot.data is not None
        quote = quote_of(snapshot.data)
        assert abs(quote.bid - listing.reference_price) <= listing.reference_price // 100 + 20_000
        assert quote.bid < quote.ask


def test_the_first_rate_is_near_the_central_banks() -> None:
    region = Region()
    region.ticker().tick(NOW)
    (batch,) = batches(region)
    assert abs(scaled(batch.fx.mid, 6) - ecb_rates.latest().usd_per_eur) <= 5_000


def test_each_tick_moves_a_turn_and_all_turns_cover_every_symbol() -> None:
    region = Region()
    region.ticker().tick(NOW)
    moved = []
    for _ in range(TURN_COUNT):
        region.clock.advance_ms(1_000)
        region.ticker().tick(region.clock.now())
        moved.append({quote.symbol for quote in batches(region)[-1].quotes})
    assert max(map(len, moved)) <= -(-len(SYMBOLS) // TURN_COUNT)
    assert set.union(*moved) == SYMBOLS
    assert max(ages_ms(region)) <= (TURN_COUNT - 1) * 1_000


def test_ticks_that_come_unevenly_leave_no_symbol_out() -> None:
    region = Region()
    region.ticker().tick(NOW)
    for pause_ms in (1_990, 20, 1_000, 5_000, 1_000):
        region.clock.advance_ms(pause_ms)
        region.ticker().tick(region.clock.now())
    assert len({quote.symbol for batch in batches(region)[1:] for quote in batch.quotes}) == len(
        SYMBOLS
    )


def test_a_tick_reads_and_writes_only_its_turn() -> None:
    region = Region()
    region.ticker().tick(NOW)
    region.documents.counters.reads.clear()
    region.documents.counters.writes.clear()
    region.ticker().tick(NOW)
    turn = -(-len(SYMBOLS) // TURN_COUNT) + 1
    assert region.documents.counters.reads["quotes"] <= turn
    assert region.documents.counters.writes["quotes"] <= turn


def test_a_batch_tells_what_is_stored_and_is_bounded() -> None:
    region = Region()
    region.ticker().tick(NOW)
    (batch,) = batches(region)
    stored = {shot["symbol"]: shot for shot in region.stored("quotes")}
    assert len(batch.quotes) == len(SYMBOLS) <= QUOTES_MAX
    for quote in batch.quotes:
        shot = stored[quote.symbol]
        assert (scaled(quote.bid, 6), scaled(quote.ask, 6)) == (shot["bid"], shot["ask"])
        assert (quote.bid_size, quote.ask_size) == (shot["bid_size"], shot["ask_size"])
        assert quote.at == shot["at_ms"] == epoch_ms(NOW)


def test_the_same_randomness_gives_the_same_market() -> None:
    def market() -> list[dict[str, object]]:
        region = Region()
        for _ in range(3):
            region.ticker().tick(NOW)
        return region.stored("quotes")

    assert market() == market()


@pytest.mark.parametrize(("data", "times"), [({"job": "quotes", "times": 3}, 3), (["quotes"], 0)])
def test_a_job_ticks_as_often_as_it_asks(data: object, times: int) -> None:
    region = Region()
    region.ticker().handle_job(job(data))
    assert len(batches(region)) == times


def test_a_minute_of_ticks_leaves_no_quote_older_than_its_turn() -> None:
    region = Region()
    region.ticker().handle_job(job({"job": "quotes", "times": 60}))
    assert len(batches(region)) == 60
    assert region.clock.now() - NOW == timedelta(seconds=59)
    assert max(ages_ms(region)) <= (TURN_COUNT - 1) * 1_000


def test_a_job_that_is_not_json_passes_by() -> None:
    region = Region()
    region.ticker().handle_job(Delivery(b"\xff{", {}, "1"))
    assert region.stored("quotes") == []


def test_a_tick_that_fails_is_observed_and_not_repeated() -> None:
    region = Region()
    region.documents.hooks.before_commit = out_of_reach
    region.ticker().handle_job(job({"job": "quotes"}))
    region.documents.hooks.before_commit = lambda writes: None
    region.ticker(messages=NoBroker()).handle_job(job({"job": "quotes"}))
    assert region.observed == [("tick failed", "Unavailable")] * 2
