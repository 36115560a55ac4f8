"""Where quotes lie: `quotes/{symbol}`, and `quotes/EURUSD` for the exchange rate."""

from shared.border.messages import FxQuote
from shared.border.messages import Quote as BorderQuote
from shared.core.documents import Data, Put
from shared.core.money import PRICE_SCALE, scaled
from shared.eu.quotes.model import EURUSD, FxRate, Quote

QUOTES = "quotes"


def quote_path(symbol: str) -> str:
    """Return the path of a symbol's quote."""
    return f"{QUOTES}/{symbol}"


def quote_put(quote: BorderQuote) -> Put:
    """Build the write that keeps a quote from the border."""
    document = {
        "bid": scaled(quote.bid, PRICE_SCALE),
        "ask": scaled(quote.ask, PRICE_SCALE),
        "bid_size": quote.bid_size,
        "ask_size": quote.ask_size,
        "at_ms": quote.at,
        "halted": quote.halted,
    }
    return Put(quote_path(quote.symbol), document)


def fx_put(fx: FxQuote) -> Put:
    """Build the write that keeps the exchange rate from the border."""
    return Put(quote_path(EURUSD), {"mid": scaled(fx.mid, PRICE_SCALE), "at_ms": fx.at})


def quote_of(symbol: str, data: Data) -> Quote:
    """Read a stored quote."""
    return Quote(symbol, data["bid"], data["ask"], data["at_ms"], data["halted"])


def fx_of(data: Data) -> FxRate:
    """Read the stored exchange rate."""
    return FxRate(data["mid"], data["at_ms"])
