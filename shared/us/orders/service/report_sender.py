"""Send an order's reports over the border: the same facts each time, in a new envelope (D3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.border.codec import seal
from shared.border.messages import OrderReport
from shared.border.signing import Signer
from shared.core.clock import Clock, Entropy, epoch_ms
from shared.core.messages import Message, Messages
from shared.us.orders.model.order import Known, Report

EXECUTIONS_TOPIC = "executions"
REPORT_LIFE_MS = 600_000


@dataclass(frozen=True, slots=True)
class ReportSender:
    """Publishes on the executions topic, ordered by order token."""

    messages: Messages
    clock: Clock
    entropy: Entropy
    signer: Signer

    def send(self, order: Known, from_seq: int = 1) -> None:
        """Publish the order's reports from number `from_seq` on.

        Raises Unavailable.
        """
        messages = list(self._sealed(order, from_seq))
        if messages:
            self.messages.publish(EXECUTIONS_TOPIC, messages)

    def _sealed(self, order: Known, from_seq: int) -> Iterator[Message]:
        issued_at_ms = epoch_ms(self.clock.now())
        for report in order.reports:
            if report.seq >= from_seq:
                yield seal(self._message(order, report, issued_at_ms), self.signer, order.token)

    def _message(self, order: Known, report: Report, issued_at_ms: int) -> OrderReport:
        facts = {
            "message_id": self.entropy.token_hex(16),
            "issued_at": issued_at_ms,
            "expires_at": issued_at_ms + REPORT_LIFE_MS,
            "order_token": order.token,
            "seq": report.seq,
            "issued_seq": len(order.reports),
            "asset_id": order.asset_id,
            "steps": report.steps,
        }
        # Stored enumerations are texts; `seal` reads the rendered message strictly all the same.
        return OrderReport.model_validate(facts, strict=False)
