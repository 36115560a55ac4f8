"""Orders as the EU sends them, for the tests of the US region."""

from datetime import UTC, datetime
from typing import Any

from shared.border.dictionary import OrderType, PositionIntent, Side, TimeInForce
from shared.border.messages import OrderNew
from shared.core.clock import epoch_ms
from shared.core.listings import by_symbol

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
TOKEN = "0123456789abcdef0123456789abcdef"
COHORT = "c00000000000001f"
SYMBOL = "AAPL"


def asset_id_of(symbol: str) -> str:
    """Return the asset id of a listed symbol."""
    listing = by_symbol(symbol)
    assert listing is not None
    return listing.asset_id


def order_new(**changes: Any) -> OrderNew:
    """Build an order to buy 10 AAPL with a protection far above any price."""
    side = changes.get("side", Side.BUY)
    facts = {
        "message_id": "f" * 32,
        "issued_at": epoch_ms(NOW),
        "expires_at": epoch_ms(NOW) + 60_000,
        "order_token": TOKEN,
        "cohort": COHORT,
        "asset_id": asset_id_of(SYMBOL),
        "side": side,
        "qty": "10",
        "order_type": OrderType.MARKET,
        "limit_price": "100000" if side is Side.BUY else "0.01",
        "tif": TimeInForce.DAY,
        "position_intent": (
            PositionIntent.BUY_TO_OPEN if side is Side.BUY else PositionIntent.SELL_TO_CLOSE
        ),
    }
    return OrderNew(**{**facts, **changes})
