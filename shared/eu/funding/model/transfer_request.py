"""What a partner may ask of transfers: bodies and list queries, read by hand, never echoed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.core.errors import Refusal
from shared.core.money import CASH_SCALE, Cents, NotExact, scaled
from shared.eu.funding.model.transfer import Direction

AMOUNT_CENTS_MAX = 100_000_000_00
LIMIT_DEFAULT = 100
LIMIT_MAX = 500
OFFSET_MAX = 10_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KNOWN = frozenset(
    {
        "transfer_type", "bank_id", "relationship_id", "amount", "direction", "timing",
        "fee_payment_method", "additional_information",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RequestTransfer:
    """A well-formed request for a transfer."""

    direction: Direction
    amount_cents: Cents
    bank_id: str | None


@dataclass(frozen=True, slots=True)
class ListTransfers:
    """A well-formed list request: offset and limit, as the official client pages."""

    direction: Direction | None
    limit: int
    offset: int


def request_transfer(body: Any) -> RequestTransfer:
    """Read the body of `POST …/transfers`.

    `additional_information` is free text of a person: it is accepted, and not kept. Raises Refusal
    with the reason and the field.
    """
    if not isinstance(body, dict):
        raise Refusal("malformed_body")
    fields = {name: value for name, value in body.items() if value is not None}
    if not fields.keys() <= _KNOWN:
        raise Refusal("unknown_field")
    _one_of(fields, "transfer_type", ("wire",))
    _one_of(fields, "timing", ("immediate",), "immediate")
    if "relationship_id" in fields:
        raise Refusal("not_supported", "relationship_id")
    direction = Direction(_one_of(fields, "direction", tuple(Direction)))
    amount, bank_id = _amount(fields), _bank_id(fields)
    if direction is Direction.OUTGOING and bank_id is None:
        raise Refusal("missing_field", "bank_id")
    return RequestTransfer(direction, amount, bank_id)


def list_transfers(query: Mapping[str, str]) -> ListTransfers:
    """Read the query of `GET …/transfers`. Raises Refusal `invalid_parameter`."""
    if not query.keys() <= {"direction", "limit", "offset"}:
        raise Refusal("invalid_parameter")
    direction = query.get("direction")
    if direction is not None and direction not in tuple(Direction):
        raise Refusal("invalid_parameter", "direction")
    return ListTransfers(
        Direction(direction) if direction else None,
        _count(query, "limit", LIMIT_DEFAULT, LIMIT_MAX),
        _count(query, "offset", 0, OFFSET_MAX),
    )


def _one_of(
    fields: Mapping[str, Any], name: str, values: tuple[str, ...], default: str | None = None
) -> str:
    value = fields.get(name, default)
    if value is None:
        raise Refusal("missing_field", name)
    if value not in values:
        raise Refusal("invalid_field" if name == "direction" else "not_supported", name)
    return str(value)


def _amount(fields: Mapping[str, Any]) -> Cents:
    value = fields.get("amount")
    if value is None:
        raise Refusal("missing_field", "amount")
    try:
        cents = scaled(value, CASH_SCALE) if isinstance(value, str | Decimal) else 0
    except NotExact:
        raise Refusal("invalid_field", "amount") from None
    if not 0 < cents <= AMOUNT_CENTS_MAX:
        raise Refusal("invalid_field", "amount")
    return Cents(cents)


def _bank_id(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("bank_id")
    if value is not None and not (isinstance(value, str) and _UUID.fullmatch(value)):
        raise Refusal("invalid_field", "bank_id")
    return value


def _count(query: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= highest):
        raise Refusal("invalid_parameter", name)
    return int(text)
