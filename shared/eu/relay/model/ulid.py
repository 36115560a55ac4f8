"""Read ULIDs as partners send them: 26 letters, or the 128-bit value as an integer (v1)."""

import re

ULID_FORM = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
INTEGER_FORM = re.compile(r"[0-9]{1,39}")
VALUE_MAX = 2**128 - 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 26
_RANDOM_BITS = 80


def ulid_of(text: str) -> str | None:
    """Return a ULID in its one spelling, upper case; None for a text that is none."""
    upper = text.upper()
    return upper if ULID_FORM.fullmatch(upper) else None


def ulid_of_integer(text: str) -> str | None:
    """Return the ULID that has this decimal 128-bit value; None for a text that is no value."""
    if not INTEGER_FORM.fullmatch(text) or int(text) > VALUE_MAX:
        return None
    value = int(text)
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def first_ulid_at(instant_ms: int) -> str:
    """Return the least ULID of a millisecond since 1970."""
    return ulid_of_integer(str(max(0, instant_ms) << _RANDOM_BITS)) or "7" + "Z" * 25


def ulid_ms(ulid: str) -> int:
    """Return the millisecond since 1970 that a ULID was made in."""
    value = 0
    for letter in ulid:
        value = value << 5 | _VALUES[letter]
    return value >> _RANDOM_BITS
