"""Send an order, or a question about it, across the border (D3). No client value gets this far."""

from dataclasses import dataclass

from shared.border.codec import seal
from shared.border.dictionary import PositionIntent, Side
from shared.border.messages import OrderNew, OrderStatusQuery
from shared.border.signing import Signer
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.errors import Unavailable
from shared.core.messages import Messages
from shared.core.money import PRICE_SCALE, QTY_SCALE, short_text
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
        """Publish an order that is committed.

        A failure is not the client's: the document is the outbox and the sweeper sends again (D10).
        """
        self._publish(self._order_new(order))

    def ask_report(self, order: Order) -> None:
        """Ask the US side to send the reports again from the first missing one on."""
        issued_at = epoch_ms(self.clock.now())
        query = OrderStatusQuery(
            message_id=self.entropy.token_hex(16),
            issued_at=issued_at,
            expires_at=issued_at + LIFE_MS,
            order_token=order.order_token,
            seq=order.report_seq + 1,
        )
        self._publish(query)

    def _order_new(self, order: Order) -> OrderNew:
        issued_at = epoch_ms(self.clock.now())
        return OrderNew(
            message_id=self.entropy.token_hex(16),
            issued_at=issued_at,
            expires_at=issued_at + LIFE_MS,
            order_token=order.order_token,
            cohort=order.cohort,
            asset_id=order.asset_id,
            side=order.side,
            qty=short_text(order.qty, QTY_SCALE),
            order_type=order.order_type,
            limit_price=short_text(order.protection_price, PRICE_SCALE),
            tif=order.tif,
            position_intent=_INTENTS[order.side],
        )

    def _publish(self, message: OrderNew | OrderStatusQuery) -> None:
        sealed = seal(message, self.signer, message.order_token)
        try:
            self.messages.publish(ORDERS_TOPIC, [sealed])
        except Unavailable:
            return
