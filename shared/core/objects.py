"""The port to a region's object store: files under random names, encrypted before they come."""

import re
from typing import Protocol

NAME_FORM = re.compile(r"[a-z][a-z0-9-]{0,31}/[0-9a-f-]{32,36}")


def check_name(name: str) -> None:
    """Raise ValueError unless a name is `kind/identifier`."""
    if not NAME_FORM.fullmatch(name):
        raise ValueError("an object's name is kind/identifier")


class Objects(Protocol):
    """A region's store of objects. Every method blocks and is bounded in time."""

    def put(self, name: str, data: bytes) -> None:
        """Write an object whole, whatever is there.

        Raises Unavailable; the object may then be there or not.
        """
        ...

    def get(self, name: str) -> bytes | None:
        """Return an object, None where there is none.

        Raises Unavailable.
        """
        ...

    def delete(self, name: str) -> None:
        """Remove an object; it is no error that there is none.

        Raises Unavailable.
        """
        ...
