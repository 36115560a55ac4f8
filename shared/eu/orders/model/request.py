"""What a partner may ask for, field by field; limits are in dollars, amounts in euro (LCT)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.errors import Refusal
from shared.core.money import NANO
from shared.eu.orders.model.fields import (
    client_order_id_of,
    fields_of,
    limit_price_of,
    notional_of,
    offered_of,
    qty_of,
    request_hash_of,
    text_of,
)

NOTIONAL_CENTS_MIN = 100

_NOT_OFFERED = frozenset(
    {
        "stop_price", "trail_price", "trail_percent", "take_profit", "stop_loss", "legs",
        "advanced_instructions", "commission", "commission_bps", "commission_type", "swap_fee_bps",
    }
)  # fmt: skip
_KNOWN = _NOT_OFFERED | {
    "symbol", "qty", "notional", "side", "type", "time_in_force", "limit_price", "client_order_id",
    "extended_hours", "order_class", "position_intent", "currency", "source", "instructions",
    "subtag",
}  # fmt: skip
_INTENTS = {"buy": "buy_to_open", "sell": "sell_to_close"}
_SIDES = ("buy", "sell")
_ORDER_TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")
_ORDER_TYPES_OFFERED = ("market", "limit")
TIMES_IN_FORCE = ("day", "gtc", "opg", "cls", "ioc", "fok")
TIMES_IN_FORCE_OFFERED = ("day", "gtc", "ioc", "fok")


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """A well-formed request for an order.

    Of `qty` in 10^-9 shares and `notional_cents` in euro one is 0. `limit_price` in 10^-6 dollars
    is 0 for a market order. `client_order_id` is empty where none was given.
    """

    symbol: str
    side: Side
    order_type: OrderType
    tif: TimeInForce
    qty: int
    notional_cents: int
    limit_price: int
    client_order_id: str
    request_hash: str

    @property
    def is_limit(self) -> bool:
        """Say whether the order may rest at its price."""
        return self.order_type is OrderType.LIMIT

    @property
    def is_fractional(self) -> bool:
        """Say whether the order may come to a part of a share."""
        return bool(self.notional_cents or self.qty % NANO)

    @property
    def may_wait(self) -> bool:
        """Say whether the order may wait for the market: others are for now or never."""
        return self.is_limit and self.tif in (TimeInForce.DAY, TimeInForce.GTC)


def place_order(body: Any) -> PlaceOrder:
    """Read the body of `POST …/orders`.

    Raises Refusal with the reason and the name of the first field that is wrong.
    """
    fields = fields_of(body, _KNOWN)
    if ("qty" in fields) == ("notional" in fields):
        raise Refusal("qty_xor_notional", "qty")
    symbol = text_of(fields, "symbol", 16)
    side = offered_of(fields, "side", _SIDES, _SIDES)
    order_type = offered_of(fields, "type", _ORDER_TYPES, _ORDER_TYPES_OFFERED)
    tif = offered_of(fields, "time_in_force", TIMES_IN_FORCE, TIMES_IN_FORCE_OFFERED)
    _simple_only(fields, side, order_type)
    qty = qty_of(fields) if "qty" in fields else 0
    notional_cents = notional_of(fields) if "notional" in fields else 0
    limit_price = limit_price_of(fields) if order_type == OrderType.LIMIT else 0
    facts = (symbol, side, order_type, tif, str(qty), str(notional_cents), str(limit_price))
    command = PlaceOrder(
        symbol=symbol,
        side=Side(side),
        order_type=OrderType(order_type),
        tif=TimeInForce(tif),
        qty=qty,
        notional_cents=notional_cents,
        limit_price=limit_price,
        client_order_id=client_order_id_of(fields),
        request_hash=request_hash_of(*facts),
    )
    _check_amount(command)
    return command


def _check_amount(command: PlaceOrder) -> None:
    """Refuse what R-705 does not have: parts of shares beyond a day, amounts below one euro."""
    if command.is_fractional and command.tif is not TimeInForce.DAY:
        raise Refusal("fractional_day_only", "time_in_force")
    if 0 < command.notional_cents < NOTIONAL_CENTS_MIN:
        raise Refusal("order_value_too_small", "notional")


def _simple_only(fields: Mapping[str, Any], side: str, order_type: str) -> None:
    not_offered = _NOT_OFFERED if order_type == OrderType.LIMIT else {*_NOT_OFFERED, "limit_price"}
    for name in sorted(not_offered & fields.keys()):
        raise Refusal("not_supported", name)
    if fields.get("extended_hours", False) is True and order_type != OrderType.LIMIT:
        raise Refusal("extended_hours_limit_only", "extended_hours")
    offered = {
        "order_class": ("simple", ""),
        "extended_hours": (False,),
        "position_intent": (_INTENTS[side],),
        "currency": ("EUR",),
    }
    for name, values in offered.items():
        if name in fields and fields[name] not in values:
            raise Refusal("not_supported", name)
