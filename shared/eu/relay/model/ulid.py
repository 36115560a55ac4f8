"""Read ULIDs as partners send them: 26 letters, or the 128-bit value as an integer (v1)."""

import re

from shared.eu.events.model.ulid import RANDOM_BITS, ULID_FORM, text_of, value_of

INTEGER_FORM = re.compile(r"[0-9]{1,39}")
VALUE_MAX = 2**128 - 1


def ulid_of(text: str) -> str | None:
    """Return a ULID in its one spelling, upper case; None for a text that is none."""
    upper = text.upper()
    return upper if ULID_FORM.fullmatch(upper) else None


def ulid_of_integer(text: str) -> str | None:
    """Return the ULID that has this decimal 128-bit value; None for a text that is no value."""
    if not INTEGER_FORM.fullmatch(text) or int(text) > VALUE_MAX:
        return None
    return text_of(int(text))


def ulid_ms(ulid: str) -> int:
    """Return the millisecond since 1970 that a ULID was made in."""
    return value_of(ulid) >> RANDOM_BITS
