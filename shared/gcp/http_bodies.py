"""Read request bodies: JSON with exact decimals, and forms (D5)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from shared.core.errors import Refusal
from shared.core.http import Answer

FORM_TYPE = "application/x-www-form-urlencoded"
FORM_FIELDS_MAX = 16


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an operation speaks where a standard asks for something else than JSON and D14.

    `parse` takes a body and its media type and raises Refusal; `error` renders a reason with a
    request id and the field at fault, if one is.
    """

    parse: Callable[[bytes, str], Any]
    error: Callable[[str, str, str | None], Answer]


def parse_json(data: bytes) -> Any:
    """Parse a request body; every number becomes a Decimal from its own text (D5).

    Raises Refusal `malformed_body`: also for repeated keys, NaN and infinities, and deep nesting.
    """
    try:
        return json.loads(
            data.decode(),
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise Refusal("malformed_body") from None


def parse_form(data: bytes, media_type: str) -> dict[str, str]:
    """Parse a form of at most sixteen fields, none of them twice (RFC 6749 §3.2).

    Raises Refusal `malformed_body`.
    """
    if media_type != FORM_TYPE:
        raise Refusal("malformed_body")
    try:
        pairs = parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FORM_FIELDS_MAX,
        )
        return _unique(pairs)
    except ValueError:
        raise Refusal("malformed_body") from None


def _no_constant(_: str) -> None:
    raise ValueError


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
