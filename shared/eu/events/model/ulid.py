"""Mint the ids of a stream: ULIDs that only rise, whatever the clock does (D11)."""

import re

ULID_FORM = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
RANDOM_BITS = 80
RANDOM_BYTES = RANDOM_BITS // 8
_MS_MAX = 2**48 - 1


def next_ulid(last: str, at_ms: int, random_hex: str) -> str:
    """Return the id after `last` (empty before the first) at an instant in ms since 1970.

    Within a millisecond, and where the clock has stepped back, it is `last` plus one. `random_hex`
    is RANDOM_BYTES of randomness.
    """
    fresh = at_ms << RANDOM_BITS | int(random_hex, 16)
    before = value_of(last) if last else -1
    return text_of(fresh if fresh >> RANDOM_BITS > before >> RANDOM_BITS else before + 1)


def first_ulid_at(instant_ms: int) -> str:
    """Return the least id of a millisecond since 1970, or of the nearest one that has ids."""
    return text_of(min(max(0, instant_ms), _MS_MAX) << RANDOM_BITS)


def text_of(value: int) -> str:
    """Return the ULID of a 128-bit value."""
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def value_of(ulid: str) -> int:
    """Return the 128-bit value of a ULID."""
    value = 0
    for letter in ulid:
        value = value << 5 | _ALPHABET.index(letter)
    return value
