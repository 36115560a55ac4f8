"""Quotes are kept by their own time: late ones are dropped, halts between two ticks are not."""

from typing import Any

from shared.border.messages import FxQuote, Quote, QuoteBatch
from shared.core.counters import Counters
from shared.core.documents import Data
from shared.eu.quotes.model import EURUSD
from shared.eu.quotes.paths import quote_path
from shared.eu.quotes.service import keep
from shared.memory.documents import MemoryDocuments

AT_MS = 1_800_000_000_000


def batch(fx_at: int, *quotes: Quote) -> QuoteBatch:
    return QuoteBatch(
        message_id="0" * 32,
        issued_at=AT_MS,
        expires_at=AT_MS + 60_000,
        fx=FxQuote(mid="1.085", at=fx_at),
        quotes=quotes,
    )


def quote(at: int, symbol: str = "KO", **changes: Any) -> Quote:
    facts = {"bid": "63.10", "ask": "63.12", "bid_size": 500, "ask_size": 500, **changes}
    return Quote(symbol=symbol, at=at, **facts)


def stored(documents: MemoryDocuments, symbol: str) -> Data:
    (seen,) = documents.get([quote_path(symbol)])
    return seen.data or {}


def test_a_halt_between_two_ticks_is_kept() -> None:
    documents = MemoryDocuments()
    keep(documents, batch(AT_MS, quote(AT_MS)))
    keep(documents, batch(AT_MS, quote(AT_MS + 1, halted=True)))
    assert stored(documents, "KO")["halted"]


def test_a_tick_that_comes_again_does_not_undo_a_halt() -> None:
    documents = MemoryDocuments()
    tick = batch(AT_MS, quote(AT_MS), quote(AT_MS, "F"))
    keep(documents, batch(AT_MS, quote(AT_MS + 1, halted=True)))
    keep(documents, tick)
    assert stored(documents, "KO")["halted"]
    assert stored(documents, "F")["at_ms"] == AT_MS


def test_a_halt_that_was_overtaken_by_another_symbols_tick_is_kept() -> None:
    documents = MemoryDocuments()
    keep(documents, batch(AT_MS, quote(AT_MS)))
    keep(documents, batch(AT_MS + 1_000, quote(AT_MS + 1_000, "F")))
    keep(documents, batch(AT_MS, quote(AT_MS + 300, halted=True)))
    assert stored(documents, "KO")["halted"]
    assert stored(documents, EURUSD)["at_ms"] == AT_MS + 1_000


def test_a_tick_reads_one_document() -> None:
    documents = MemoryDocuments(Counters())
    keep(documents, batch(AT_MS, quote(AT_MS), quote(AT_MS, "F")))
    assert documents.counters.reads == {"quotes": 1}
