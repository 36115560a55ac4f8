"""How a partner wants an order changed: the body of `PATCH …/orders/{order_id}`."""

from dataclasses import dataclass
from typing import Any

from shared.border.dictionary import OrderType, TimeInForce
from shared.core.errors import Refusal
from shared.core.money import NANO
from shared.eu.orders.model.fields import (
    client_order_id_of,
    fields_of,
    limit_price_of,
    offered_of,
    qty_of,
    request_hash_of,
)
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.request import (
    TIMES_IN_FORCE,
    TIMES_IN_FORCE_OFFERED,
    PlaceOrder,
)

_CHANGES = frozenset({"qty", "limit_price", "time_in_force"})
_NOT_OFFERED = frozenset({"advanced_instructions", "stop_price", "trail"})
_KNOWN = _CHANGES | _NOT_OFFERED | {"client_order_id"}


@dataclass(frozen=True, slots=True)
class ReplaceOrder:
    """A well-formed request for a change; what is None stays as it is.

    `qty` is what the order and its replacement may trade together.
    """

    qty: int | None
    limit_price: int | None
    tif: TimeInForce | None
    client_order_id: str

    def hash_for(self, order_id: str) -> str:
        """Return what makes two requests the same change of an order."""
        facts = (self.qty, self.limit_price, self.tif and self.tif.value)
        return request_hash_of("replace", order_id, *(str(fact) for fact in facts))


def replace_order(body: Any) -> ReplaceOrder:
    """Read the body.

    Raises Refusal with the reason and the name of the first field that is wrong.
    """
    fields = fields_of(body, _KNOWN)
    for name in sorted(_NOT_OFFERED & fields.keys()):
        raise Refusal("not_supported", name)
    if not _CHANGES & fields.keys():
        raise Refusal("missing_field")
    tif = None
    if "time_in_force" in fields:
        given = offered_of(fields, "time_in_force", TIMES_IN_FORCE, TIMES_IN_FORCE_OFFERED)
        tif = TimeInForce(given)
    return ReplaceOrder(
        qty=qty_of(fields) if "qty" in fields else None,
        limit_price=limit_price_of(fields) if "limit_price" in fields else None,
        tif=tif,
        client_order_id=client_order_id_of(fields),
    )


def replacing(order: Order, command: ReplaceOrder) -> PlaceOrder:
    """Return what the replacement of an order is a request for: what that leaves to trade.

    Raises Refusal: invalid_field where nothing is left, fractional_not_supported for a change of
    or to parts of a share, fractional_day_only.
    """
    total = order.qty if command.qty is None else command.qty
    if total != order.qty and (total % NANO or order.qty % NANO):
        raise Refusal("fractional_not_supported", "qty")
    if total <= order.filled_qty:
        raise Refusal("invalid_field", "qty")
    place = PlaceOrder(
        symbol=order.symbol,
        side=order.side,
        order_type=OrderType.LIMIT,
        tif=command.tif or order.tif,
        qty=total - order.filled_qty,
        notional_cents=0,
        limit_price=command.limit_price or order.protection_price,
        client_order_id=command.client_order_id,
        request_hash=command.hash_for(order.order_id),
    )
    if place.is_fractional and place.tif is not TimeInForce.DAY:
        raise Refusal("fractional_day_only", "time_in_force")
    return place
