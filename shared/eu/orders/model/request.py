"""What a partner may ask for, field by field: parsed by hand so that nothing is ever echoed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.core.canonical import canonical_json
from shared.core.errors import Refusal
from shared.core.money import NANO, QTY_SCALE, NotExact, scaled

CLIENT_ORDER_ID_LENGTH_MAX = 128
QTY_MAX = 1_000_000 * NANO

_NOT_OFFERED = frozenset(
    {
        "limit_price", "stop_price", "trail_price", "trail_percent", "take_profit", "stop_loss",
        "legs", "notional", "advanced_instructions", "commission", "commission_bps",
        "commission_type", "swap_fee_bps",
    }
)  # fmt: skip
_KNOWN = _NOT_OFFERED | {
    "symbol", "qty", "side", "type", "time_in_force", "client_order_id", "extended_hours",
    "order_class", "position_intent", "currency", "source", "instructions", "subtag",
}  # fmt: skip
_INTENTS = {"buy": "buy_to_open", "sell": "sell_to_close"}
_ORDER_TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")
_TIMES_IN_FORCE = ("day", "gtc", "opg", "cls", "ioc", "fok")


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """A well-formed request for an order; `client_order_id` is empty where none was given."""

    symbol: str
    side: Side
    order_type: OrderType
    tif: TimeInForce
    qty: int
    client_order_id: str
    request_hash: str


def place_order(body: Any) -> PlaceOrder:
    """Read the body of `POST …/orders`.

    Raises Refusal with the reason and the name of the first field that is wrong.
    """
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    fields = {name: value for name, value in body.items() if value is not None}
    if not fields.keys() <= _KNOWN:
        raise Refusal("unknown_field")
    _one_amount(fields)
    symbol = _text(fields, "symbol", 16)
    side = _choice(fields, "side", ("buy", "sell"))
    order_type = _offered(fields, "type", _ORDER_TYPES, ("market",))
    tif = _offered(fields, "time_in_force", _TIMES_IN_FORCE, ("day",))
    _simple_only(fields, side)
    qty = _qty(fields)
    return PlaceOrder(
        symbol=symbol,
        side=Side(side),
        order_type=OrderType(order_type),
        tif=TimeInForce(tif),
        qty=qty,
        client_order_id=_client_order_id(fields),
        request_hash=_hash(symbol, side, order_type, tif, str(qty)),
    )


def _one_amount(fields: Mapping[str, Any]) -> None:
    if ("qty" in fields) == ("notional" in fields):
        raise Refusal("qty_xor_notional", "qty")


def _simple_only(fields: Mapping[str, Any], side: str) -> None:
    for name in sorted(_NOT_OFFERED & fields.keys()):
        raise Refusal("not_supported", name)
    offered = {
        "order_class": ("simple", ""),
        "extended_hours": (False,),
        "position_intent": (_INTENTS[side],),
        "currency": ("EUR",),
    }
    for name, values in offered.items():
        if name in fields and fields[name] not in values:
            raise Refusal("not_supported", name)


def _text(fields: Mapping[str, Any], name: str, length_max: int) -> str:
    if name not in fields:
        raise Refusal("missing_field", name)
    value = fields[name]
    if not isinstance(value, str) or not 0 < len(value) <= length_max:
        raise Refusal("invalid_field", name)
    return value


def _choice(fields: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = _text(fields, name, 32)
    if value not in choices:
        raise Refusal("invalid_field", name)
    return value


def _offered(
    fields: Mapping[str, Any], name: str, known: tuple[str, ...], offered: tuple[str, ...]
) -> str:
    value = _choice(fields, name, known)
    if value not in offered:
        raise Refusal("not_supported", name)
    return value


def _qty(fields: Mapping[str, Any]) -> int:
    if "qty" not in fields:
        raise Refusal("not_supported", "notional")
    value = fields["qty"]
    if not isinstance(value, str | Decimal):
        raise Refusal("invalid_field", "qty")
    try:
        qty = scaled(value, QTY_SCALE)
    except NotExact:
        raise Refusal("invalid_field", "qty") from None
    if not 0 < qty <= QTY_MAX:
        raise Refusal("invalid_field", "qty")
    if qty % NANO:
        raise Refusal("fractional_not_supported", "qty")
    return qty


def _client_order_id(fields: Mapping[str, Any]) -> str:
    if "client_order_id" not in fields:
        return ""
    value = _text(fields, "client_order_id", CLIENT_ORDER_ID_LENGTH_MAX)
    if not value.isprintable():
        raise Refusal("invalid_field", "client_order_id")
    return value


def _hash(*facts: str) -> str:
    """Hash what makes two requests the same order: `1`, `"1"` and `1.0` are one quantity."""
    return sha256(canonical_json(list(facts))).hexdigest()
