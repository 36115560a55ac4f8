"""Resource names: locations hold key rings, those hold keys, and those numbered versions."""

import re
from re import Pattern

from emulators.kms.errors import invalid

_PART = "[a-zA-Z0-9_-]{1,63}"
ID = re.compile(_PART)
LOCATION = re.compile(f"projects/{_PART}/locations/{_PART}")
KEY_RING = re.compile(f"{LOCATION.pattern}/keyRings/{_PART}")
KEY = re.compile(f"{KEY_RING.pattern}/cryptoKeys/{_PART}")
VERSION = re.compile(f"{KEY.pattern}/cryptoKeyVersions/[1-9][0-9]{{0,8}}")


def require(pattern: Pattern[str], name: str, field: str) -> str:
    """Return a name of the right form.

    Raises KmsError.
    """
    if not pattern.fullmatch(name):
        raise invalid(f"The request's {field} is not a resource name of the expected form.")
    return name


def require_id(text: str, field: str) -> str:
    """Return an id that may become part of a name.

    Raises KmsError.
    """
    if not ID.fullmatch(text):
        raise invalid(f"The request's {field} must match [a-zA-Z0-9_-]{{1,63}}.")
    return text


def parent_of(name: str) -> str:
    """Return the name of what holds a resource."""
    return name.rsplit("/", 2)[0]


def number_of(version_name: str) -> int:
    """Return the number of a version."""
    return int(version_name.rpartition("/")[2])


def version_name(key_name: str, number: int) -> str:
    """Return the name of a key's version."""
    return f"{key_name}/cryptoKeyVersions/{number}"
