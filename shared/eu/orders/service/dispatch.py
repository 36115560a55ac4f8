"""Send orders, instructions and questions across the border (D3). No client value gets this far.

A failure to publish is not the client's: the document is the outbox, the sweeper sends again (D10).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.border.codec import seal
from shared.border.dictionary import PositionIntent, Side
from shared.border.messages import (
    OrderCancel,
    OrderNew,
    OrderReplace,
    OrderStatusQuery,
    Outbound,
)
from shared.border.signing import Signer
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.errors import Unavailable
from shared.core.messages import Messages
from shared.core.money import CASH_SCALE, PRICE_SCALE, QTY_SCALE, short_text, text
from shared.eu.orders.model.order import Order

ORDERS_TOPIC = "orders"
LIFE_MS = 10 * 60 * 1000
_INTENTS = {Side.BUY: PositionIntent.BUY_TO_OPEN, Side.SELL: PositionIntent.SELL_TO_CLOSE}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The EU side's voice on the orders topic."""

    messages: Messages
    clock: Clock
    entropy: Entropy
    signer: Signer

    def send_order(self, order: Order) -> None:
        """Publish an order that is committed: a message that ends with its validity.

        One that comes later would trade on another day than its client meant.
        """
        by_amount = order.notional_usd_cents > 0
        message = OrderNew(
            **self._envelope(ends_by=order.expires_at),
            order_token=order.order_token,
            cohort=order.cohort,
            asset_id=order.asset_id,
            side=order.side,
            qty=None if by_amount else short_text(order.qty, QTY_SCALE),
            notional_usd=text(order.notional_usd_cents, CASH_SCALE) if by_amount else None,
            order_type=order.order_type,
            limit_price=short_text(order.protection_price, PRICE_SCALE),
            tif=order.tif,
            position_intent=_INTENTS[order.side],
        )
        self._publish(message)

    def send_cancel(self, order: Order) -> None:
        """Publish the cancel that an order waits for the answer of."""
        message = OrderCancel(
            **self._envelope(),
            order_token=order.order_token,
            seq=order.instruction_seq,
            cohort=order.cohort,
            asset_id=order.asset_id,
        )
        self._publish(message)

    def send_replace(self, order: Order, replacement: Order) -> None:
        """Publish the replacement that an order waits for the answer of."""
        message = OrderReplace(
            **self._envelope(),
            order_token=order.order_token,
            seq=order.instruction_seq,
            replacement_token=replacement.order_token,
            cohort=order.cohort,
            asset_id=order.asset_id,
            qty=short_text(replacement.replace_qty, QTY_SCALE),
            limit_price=short_text(replacement.protection_price, PRICE_SCALE),
            tif=replacement.tif,
        )
        self._publish(message)

    def ask_report(self, order: Order) -> None:
        """Ask the US side to send the reports again from the first missing one on."""
        message = OrderStatusQuery(
            **self._envelope(), order_token=order.order_token, seq=order.report_seq + 1
        )
        self._publish(message)

    def _envelope(self, ends_by: datetime | None = None) -> dict[str, Any]:
        issued_at = epoch_ms(self.clock.now())
        expires_at = issued_at + LIFE_MS
        return {
            "message_id": self.entropy.token_hex(16),
            "issued_at": issued_at,
            "expires_at": min(expires_at, epoch_ms(ends_by) - 1) if ends_by else expires_at,
        }

    def _publish(self, message: Outbound) -> None:
        sealed = seal(message, self.signer, message.order_token)
        try:
            self.messages.publish(ORDERS_TOPIC, [sealed])
        except Unavailable:
            return
