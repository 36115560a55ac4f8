"""A region of the empty path in one process, as the stack's routers serve theirs."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import functions_framework

SOURCE = Path(__file__).with_name("empty_functions.py")
FUNCTIONS: dict[str, Callable[..., Iterable[bytes]]] = {
    name: functions_framework.create_app(  # type: ignore[no-untyped-call]
        name, str(SOURCE), "http"
    )
    for name in ("orders", "execute", "book")
}


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand a request to the function that its path names."""
    function = FUNCTIONS.get(environ["PATH_INFO"].strip("/"))
    if function is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return [b""]
    return function({**environ, "PATH_INFO": "/"}, start_response)
