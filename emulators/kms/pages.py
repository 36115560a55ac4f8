"""The calls that list resources: page by page, in the order of their names."""

from typing import Any, TypeVar

from emulators.kms.errors import invalid, unsupported

PAGE_SIZE_DEFAULT = 100
PAGE_SIZE_MAX = 1000

Listed = TypeVar("Listed")


def page_of(request: Any, listed: list[Listed]) -> tuple[list[Listed], str]:
    """Return the page that is asked for, and the token of the next, empty behind the last.

    Raises KmsError.
    """
    if request.filter or request.order_by:
        raise unsupported("filters and orders of lists")
    start = _start(request.page_token, len(listed))
    if request.page_size < 0:
        raise invalid("The request's page_size is negative.")
    end = start + min(request.page_size or PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    return listed[start:end], str(end) if end < len(listed) else ""


def _start(token: str, count: int) -> int:
    if not token:
        return 0
    if not token.isdecimal() or not 0 < int(token) < count:
        raise invalid("The request's page_token is not one that was given out.")
    return int(token)
