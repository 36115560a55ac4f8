"""Orders as the EU sends them, for the tests of the US region."""

from datetime import UTC, datetime
from typing import Any

from shared.border.dictionary import OrderType, PositionIntent, Side, TimeInForce
from shared.border.messages import OrderCancel, OrderNew, OrderReplace
from shared.core.clock import epoch_ms
from shared.core.listings import by_symbol

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
TOKEN = "0123456789abcdef0123456789abcdef"
REPLACEMENT = "fedcba9876543210fedcba9876543210"
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


def limit_order(limit_price: str, **changes: Any) -> OrderNew:
    """Build an order to buy 10 AAPL at a limit, for the day."""
    return order_new(order_type=OrderType.LIMIT, limit_price=limit_price, **changes)


def order_cancel(seq: int = 2, **changes: Any) -> OrderCancel:
    """Build the cancel of an order."""
    return OrderCancel(**{**_instruction(seq), **changes})


def order_replace(seq: int = 2, **changes: Any) -> OrderReplace:
    """Build the replacement of an order by 20 at 187.00, under another token."""
    facts = {
        "replacement_token": REPLACEMENT,
        "qty": "20",
        "limit_price": "187",
        "tif": TimeInForce.DAY,
    }
    return OrderReplace(**{**_instruction(seq), **facts, **changes})


def _instruction(seq: int) -> dict[str, Any]:
    return {
        "message_id": "d" * 32,
        "issued_at": epoch_ms(NOW),
        "expires_at": epoch_ms(NOW) + 200 * 24 * 3_600_000,
        "order_token": TOKEN,
        "seq": seq,
        "cohort": COHORT,
        "asset_id": asset_id_of(SYMBOL),
    }
