"""Where the book lies: `resting/{order_token}`, and `displayed/{symbol}` beside the quotes.

A resting document is there exactly as long as its order is open.
"""

from shared.border.dictionary import Side
from shared.core.documents import Create, Data, Replace, Snapshot, create, save
from shared.core.ids import OrderToken, shard_of
from shared.us.venues.model.book import NOTHING_TAKEN, Displayed, Resting

RESTING = "resting"
DISPLAYED = "displayed"


def resting_path(token: str) -> str:
    """Return the path of a resting order."""
    return f"{RESTING}/{token}"


def displayed_path(symbol: str) -> str:
    """Return the path of what is left of a symbol's quote."""
    return f"{DISPLAYED}/{symbol}"


def resting_create(resting: Resting) -> Create:
    """Build the write that lets an order rest. The shard spreads the index on the expiry (D9)."""
    document = {
        "symbol": resting.symbol,
        "side": resting.side.value,
        "limit_price": resting.limit_price,
        "received_at_ms": resting.received_at_ms,
        "expires_at_ms": resting.expires_at_ms,
        "priority": resting.priority,
        "shard": shard_of(resting.token),
    }
    return create(resting_path(resting.token), document)


def resting_of(path: str, data: Data) -> Resting:
    """Read a stored resting order."""
    return Resting(
        OrderToken(path.removeprefix(f"{RESTING}/")),
        data["symbol"],
        Side(data["side"]),
        data["limit_price"],
        data["received_at_ms"],
        data["expires_at_ms"],
    )


def displayed_of(seen: Snapshot) -> Displayed:
    """Read what is left of a quote, nothing taken where there is no document."""
    if seen.data is None:
        return NOTHING_TAKEN
    return Displayed(seen.data["quote_at_ms"], seen.data["bid_left"], seen.data["ask_left"])


def displayed_save(seen: Snapshot, displayed: Displayed) -> Create | Replace:
    """Build the write of what is left of a quote; it guards the size against a second match."""
    document = {
        "quote_at_ms": displayed.quote_at_ms,
        "bid_left": displayed.bid_left,
        "ask_left": displayed.ask_left,
    }
    return save(seen, document)
