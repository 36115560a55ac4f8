"""Amounts are integers of a fixed scale (D5): cash 10^-2, quantity 10^-9, price and rate 10^-6.

`Decimal` appears only while text is read or written; there is no float.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import NewType

Cents = NewType("Cents", int)
NanoQty = NewType("NanoQty", int)
MicroPrice = NewType("MicroPrice", int)

CASH_SCALE = 2
QTY_SCALE = 9
PRICE_SCALE = 6

NANO: int = 10**QTY_SCALE
MICRO: int = 10**PRICE_SCALE
_DIGITS_MAX = 30
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class NotExact(ValueError):
    """A number could not be read, or has more decimals than its scale keeps."""


def scaled(value: Decimal | int | str, scale: int) -> int:
    """Read a decimal number exactly into an integer of 10^-scale.

    Raises NotExact for anything else: other text, infinities, more decimals, absurd sizes.
    """
    number = _decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS_MAX:
        raise NotExact
    raised = number.scaleb(scale)
    whole = int(raised)
    if raised != whole:
        raise NotExact
    return whole


def _decimal(value: Decimal | int | str) -> Decimal:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise NotExact
    try:
        return Decimal(value)
    except (InvalidOperation, ValueError) as error:
        raise NotExact from error


def text(value: int, scale: int) -> str:
    """Write an integer of 10^-scale as a plain decimal with all its decimals."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(scale + 1, "0")
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}" if scale else f"{sign}{digits}"


def short_text(value: int, scale: int) -> str:
    """Write an integer of 10^-scale as a plain decimal without trailing zeros."""
    full = text(value, scale)
    return full.rstrip("0").rstrip(".") if "." in full else full


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide, rounding halves away from zero."""
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def divide_up(numerator: int, denominator: int) -> int:
    """Divide a number that is not negative, rounding up."""
    return -(-numerator // denominator)


def principal_cents(qty: int, price: int) -> int:
    """Return quantity times price in cents, half up."""
    return divide_half_up(qty * price, 10 ** (QTY_SCALE + PRICE_SCALE - CASH_SCALE))


def principal_cents_up(qty: int, price: int) -> int:
    """Return quantity times price in cents, rounded up (holds never fall short)."""
    return divide_up(qty * price, 10 ** (QTY_SCALE + PRICE_SCALE - CASH_SCALE))
