"""Where quotes lie: `quotes/{symbol}`, and `quotes/EURUSD` for the exchange rate."""

from shared.core.documents import Create, Data, Put, Replace, Snapshot, save
from shared.us.marketdata.model.quote import EURUSD, FxRate, Quote

QUOTES = "quotes"


def quote_path(symbol: str) -> str:
    """Return the path of a symbol's quote."""
    return f"{QUOTES}/{symbol}"


def quote_save(seen: Snapshot, quote: Quote) -> Create | Replace:
    """Build the write of a quote, guarded: a tick must not undo a halt that it has not seen."""
    document = {
        "symbol": quote.symbol,
        "bid": quote.bid,
        "ask": quote.ask,
        "bid_size": quote.bid_size,
        "ask_size": quote.ask_size,
        "at_ms": quote.at_ms,
        "halted": quote.halted,
    }
    return save(seen, document)


def fx_put(rate: FxRate) -> Put:
    """Build the write of the exchange rate."""
    document = {"symbol": EURUSD, "mid": rate.mid, "at_ms": rate.at_ms, "tick": rate.tick}
    return Put(quote_path(EURUSD), document)


def quote_of(data: Data) -> Quote:
    """Read a stored quote."""
    return Quote(
        data["symbol"],
        data["bid"],
        data["ask"],
        data["bid_size"],
        data["ask_size"],
        data["at_ms"],
        data["halted"],
    )


def fx_of(data: Data) -> FxRate:
    """Read the stored exchange rate."""
    return FxRate(data["mid"], data["at_ms"], data["tick"])
