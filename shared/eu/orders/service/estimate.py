"""Estimate an order: the checks of one that is placed, and no trace of it."""

from dataclasses import dataclass

from shared.core.clock import Entropy
from shared.core.documents import Snapshot
from shared.core.errors import Refusal
from shared.core.ids import random_uuid
from shared.eu.orders.model.estimate import Estimate, estimate
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.service.place import OrderDesk


@dataclass(frozen=True, slots=True)
class EstimateDesk:
    """Tells what an order would cost or bring at this moment. It never commits or publishes."""

    desk: OrderDesk
    entropy: Entropy

    def estimate(self, seen: Snapshot, command: PlaceOrder) -> Estimate:
        """Return the estimate of a market order.

        Raises Refusal `not_supported` for any other; what `OrderDesk.place` refuses.
        """
        if command.is_limit:
            raise Refusal("not_supported", "type")
        name = command.client_order_id or random_uuid(self.entropy.token_hex(16))
        accepted = self.desk.decide(seen, command, name)
        market, available = accepted.market, accepted.account.available
        return estimate(
            accepted.order, accepted.position, available, market.quote, market.fx, market.now
        )
