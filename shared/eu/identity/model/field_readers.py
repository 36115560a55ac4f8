"""Readers of single fields: each returns the value in its stored form or refuses it.

A reader takes the value and the path of its field; a refusal names the path, never the value.
Names and addresses are printable ASCII, as Alpaca's data validations ask.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from ipaddress import ip_address
from typing import Any

from shared.core.clock import rfc3339
from shared.core.errors import Refusal
from shared.core.money import CASH_SCALE, NotExact, scaled, short_text
from shared.eu.identity.model.countries import ALPHA2_OF
from shared.eu.vault.model.blind_index import normal_phone

Reader = Callable[[Any, str], Any]

LINES_MAX = 3
CHOICES_MAX = 16
MONEY_CENTS_MAX = 10**17
_EMAIL_LENGTH_MAX = 254
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_LOCAL}@({_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_PO_BOX = re.compile(
    r"\bp\.?\s*o\.?\s*box\b|\bpost\s*(office)?\s*box\b|\bpobox\b"
    r"|\bapartado\s+(de\s+correos|postal)\b|\bap(artado|do)\.?\s*\d|\bapdo\.?\s+(de\s+)?correos\b"
    r"|\bpostfach\b|\bpostbus\b|\bbo[i]te\s+postale\b|\bb\.?p\.?\s+\d|\bcasella\s+postale\b"
    r"|\bcaixa\s+postal\b",
    re.IGNORECASE,
)


def text(length_max: int) -> Reader:
    """Build a reader of one line of printable ASCII."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise Refusal("invalid_field", path)
        stripped = value.strip(" ")
        if not all(" " <= character <= "~" for character in stripped):
            raise Refusal("not_ascii", path)
        if not 0 < len(stripped) <= length_max:
            raise Refusal("invalid_field", path)
        return stripped

    return read


def choice(*words: str, change: Callable[[str], str] = str) -> Reader:
    """Build a reader of one of some words, after a `change` such as `str.upper`."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or change(value) not in words:
            raise Refusal("invalid_field", path)
        return change(value)

    return read


def several(*words: str) -> Reader:
    """Build a reader of a list of some words, none of them twice."""
    one = choice(*words)

    def read(value: Any, path: str) -> list[str]:
        if not isinstance(value, list) or not 0 < len(value) <= CHOICES_MAX:
            raise Refusal("invalid_field", path)
        return list(dict.fromkeys(one(word, path) for word in value))

    return read


def name(value: Any, path: str) -> str:
    """Read a part of a person's name or of an address: it has a letter."""
    read: str = text(100)(value, path)
    if not any(map(str.isalpha, read)):
        raise Refusal("invalid_field", path)
    return read


def email(value: Any, path: str) -> str:
    """Read an e-mail address."""
    read: str = text(_EMAIL_LENGTH_MAX)(value, path)
    if not _EMAIL.fullmatch(read):
        raise Refusal("invalid_email", path)
    return read


def phone(value: Any, path: str) -> str:
    """Read a phone number with its country code; it is kept as E.164."""
    read: str = text(32)(value, path)
    try:
        return normal_phone(read)
    except ValueError:
        raise Refusal("invalid_phone_number", path) from None


def street(value: Any, path: str) -> list[str]:
    """Read one to three lines of a street address; no post office box is one."""
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not 0 < len(lines) <= LINES_MAX:
        raise Refusal("invalid_street_address", path)
    read = [text(100)(line, path) for line in lines]
    if len(read[0]) < 2 or not any(map(str.isalpha, read[0])):
        raise Refusal("invalid_street_address", path)
    if any(_PO_BOX.search(line) for line in read):
        raise Refusal("po_box_not_allowed", path)
    return read


def one_line_street(value: Any, path: str) -> str:
    """Read a street address that is shown as one line."""
    return ", ".join(street(value, path))


def country(value: Any, path: str) -> str:
    """Read an ISO 3166-1 alpha-3 code."""
    if not isinstance(value, str) or value not in ALPHA2_OF:
        raise Refusal("invalid_field", path)
    return value


def day(value: Any, path: str) -> str:
    """Read a date."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise Refusal("invalid_field", path)


def instant(value: Any, path: str) -> str:
    """Read a point in time; without an offset it is UTC."""
    if not isinstance(value, str) or len(value) > 40:
        raise Refusal("invalid_field", path)
    try:
        read = datetime.fromisoformat(value)
        return rfc3339(read if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise Refusal("invalid_field", path) from None


def ip(value: Any, path: str) -> str:
    """Read an IPv4 or IPv6 address."""
    try:
        return str(ip_address(text(45)(value, path)))
    except ValueError:
        raise Refusal("invalid_field", path) from None


def flag(value: Any, path: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Refusal("invalid_field", path)
    return value


def money(value: Any, path: str) -> str:
    """Read an amount that is not negative; it is kept as text."""
    try:
        cents = scaled(value, CASH_SCALE)
    except (NotExact, TypeError):
        raise Refusal("invalid_field", path) from None
    if isinstance(value, bool) or not 0 <= cents <= MONEY_CENTS_MAX:
        raise Refusal("invalid_field", path)
    return short_text(cents, CASH_SCALE)
