"""Reading the fields of an order's body by hand, so that nothing is ever echoed."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shared.core.canonical import canonical_json
from shared.core.errors import Refusal
from shared.core.money import CASH_SCALE, NANO, PRICE_SCALE, QTY_SCALE, NotExact, scaled

CLIENT_ORDER_ID_LENGTH_MAX = 128
QTY_MAX = 1_000_000 * NANO
PRICE_MAX = 1_000_000 * 10**PRICE_SCALE
NOTIONAL_CENTS_MAX = 10_000_000 * 10**CASH_SCALE

Fields = Mapping[str, Any]


def fields_of(body: Any, known: frozenset[str]) -> dict[str, Any]:
    """Return the fields of a body that are given; null is not given.

    Raises Refusal: malformed_body, unknown_field.
    """
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    fields = {name: value for name, value in body.items() if value is not None}
    if not fields.keys() <= known:
        raise Refusal("unknown_field")
    return fields


def text_of(fields: Fields, name: str, length_max: int) -> str:
    """Return a text. Raises Refusal: missing_field, invalid_field."""
    if name not in fields:
        raise Refusal("missing_field", name)
    value = fields[name]
    if not isinstance(value, str) or not 0 < len(value) <= length_max:
        raise Refusal("invalid_field", name)
    return value


def choice_of(fields: Fields, name: str, choices: tuple[str, ...]) -> str:
    """Return one of the words that are known. Raises Refusal: missing_field, invalid_field."""
    value = text_of(fields, name, 32)
    if value not in choices:
        raise Refusal("invalid_field", name)
    return value


def offered_of(fields: Fields, name: str, known: tuple[str, ...], offered: tuple[str, ...]) -> str:
    """Return one of the words that are offered.

    Raises Refusal: missing_field, invalid_field, not_supported.
    """
    value = choice_of(fields, name, known)
    if value not in offered:
        raise Refusal("not_supported", name)
    return value


def qty_of(fields: Fields) -> int:
    """Return a quantity in 10^-9 shares. Raises Refusal: missing_field, invalid_field."""
    return _amount(fields, "qty", QTY_SCALE, QTY_MAX)


def notional_of(fields: Fields) -> int:
    """Return an amount in euro cents. Raises Refusal: missing_field, invalid_field."""
    return _amount(fields, "notional", CASH_SCALE, NOTIONAL_CENTS_MAX)


def limit_price_of(fields: Fields) -> int:
    """Return a limit in 10^-6 dollars. Raises Refusal: missing_field, invalid_field."""
    return _amount(fields, "limit_price", PRICE_SCALE, PRICE_MAX)


def client_order_id_of(fields: Fields) -> str:
    """Return the client's own id, empty where none is given. Raises Refusal `invalid_field`."""
    if "client_order_id" not in fields:
        return ""
    value = text_of(fields, "client_order_id", CLIENT_ORDER_ID_LENGTH_MAX)
    if not value.isprintable():
        raise Refusal("invalid_field", "client_order_id")
    return value


def request_hash_of(*facts: str) -> str:
    """Hash what makes two requests the same order: `1`, `"1"` and `1.0` are one quantity."""
    return sha256(canonical_json(list(facts))).hexdigest()


def _amount(fields: Fields, name: str, scale: int, value_max: int) -> int:
    """Return a positive number of 10^-scale that is exactly what was given."""
    if name not in fields:
        raise Refusal("missing_field", name)
    value = fields[name]
    if not isinstance(value, str | Decimal):
        raise Refusal("invalid_field", name)
    try:
        amount = scaled(value, scale)
    except NotExact:
        raise Refusal("invalid_field", name) from None
    if not 0 < amount <= value_max:
        raise Refusal("invalid_field", name)
    return amount
