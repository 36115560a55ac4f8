"""Ask the stack's own processes over HTTP, past any proxy that the user's environment names."""

from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT_S = 5
UNREACHABLE = (0, b"")

_opener = build_opener(ProxyHandler({}))


def ask(
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> tuple[int, bytes]:
    """GET, or POST where there is a body; return status and body, status 0 where nobody answers."""
    request = Request(url, data=body, headers=dict(headers or {}))  # noqa: S310  # http, our own
    try:
        with _opener.open(request, timeout=timeout_s) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()
    except (OSError, HTTPException):
        return UNREACHABLE
