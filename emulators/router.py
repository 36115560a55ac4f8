"""Serve all functions of a region in one process: /<function>/<path> goes to that function.

Copied into the region's union bundle, whose functions.json names the functions; imports nothing
but that bundle. Each function sees the rest of the path, as it does in the cloud.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import functions_framework

from shared.gcp.counters import COUNTERS

BUNDLE = Path(__file__).parent

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]


def load_functions(bundle: Path) -> dict[str, App]:
    """Import every function of a union bundle and return its WSGI application, by name."""
    listed: dict[str, dict[str, str]] = json.loads((bundle / "functions.json").read_text())
    return {
        name: functions_framework.create_app(  # type: ignore[no-untyped-call]
            function["entry_point"], str(bundle / function["source"]), "http"
        )
        for name, function in listed.items()
    }


FUNCTIONS = load_functions(BUNDLE)


def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Hand a request to the function that the first part of its path names."""
    name, _, rest = environ["PATH_INFO"].lstrip("/").partition("/")
    if name in FUNCTIONS:
        # Without the slash, Flask would answer the bare function with a redirect.
        forwarded = {**environ, "PATH_INFO": f"/{rest}"}
        try:
            return FUNCTIONS[name](forwarded, start_response)
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            print(f"{name} failed with {type(error).__name__}", file=sys.stderr, flush=True)
            return _answer(start_response, "500 Internal Server Error", {})
    if name == "_ready":
        return _answer(start_response, "200 OK", {"functions": sorted(FUNCTIONS)})
    if name == "_counters":
        return _answer(start_response, "200 OK", COUNTERS.as_dict())
    return _answer(start_response, "404 Not Found", {})


def _answer(start_response: StartResponse, status: str, body: Any) -> list[bytes]:
    data = json.dumps(body).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
    start_response(status, headers)
    return [data]
