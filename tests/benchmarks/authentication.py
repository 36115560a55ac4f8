"""Time an authenticated request beside an unauthenticated one on the same function.

`python -m tests.benchmarks.authentication`. One function in this process has the same operation
under an open route and under one that wants a key; everything else is equal, so that the difference
is what signing in costs. It is asked twice: over HTTP, as a client does, and as its server asks it
(WSGI, no socket), where the same difference stands beside less.
"""

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import create_environ

from shared.core.cached_reader import CachedReader
from shared.core.documents import create
from shared.core.http import Answer, Request
from shared.core.routes import Route
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.eu.auth.service import CACHE_TTL_MS, Authenticator
from shared.gcp.clock import SystemClock
from shared.gcp.http import HttpApi
from shared.gcp.rate_limit import RateLimiter
from shared.memory.documents import MemoryDocuments
from tests.benchmarks import results
from tests.benchmarks.interleaved import interleaved
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, median_ratio_95, spread

REQUESTS = 4_000
RATIO_MAX = 1.15
KEY, SECRET = "CKBENCH0000000000001", "11" * 32
RATE_LIMIT = 10**9
HEADERS = {"Authorization": "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()}
PLAIN, KNOWN = "/v1/plain", "/v1/known"
BODY = {"timestamp": "2026-11-25T15:00:00-05:00", "is_open": True, "next_open": None}


def measure() -> list[Row]:
    """Run the benchmark both ways; print and keep the figures."""
    app, dice = _function(), Random()
    # Both write the same line to the log; what a terminal makes of it is no part of this.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere), _served(app) as port:
        inside = interleaved(_called(app, KNOWN), _called(app, PLAIN), REQUESTS, dice)
        outside = interleaved(_asked(port, KNOWN), _asked(port, PLAIN), REQUESTS, dice)
    return [
        _row(
            "authentication_http", "authenticated request over HTTP, ms", outside, f"≤ {RATIO_MAX}"
        ),
        _row("authentication_wsgi", "authenticated request inside, ms", inside),
    ]


def _row(name: str, title: str, samples: tuple[list[float], list[float]], target: str = "") -> Row:
    own, floor = samples
    ratio = median(own) / median(floor)
    figures = {
        "unit": "ms",
        "own": spread(own),
        "floor": spread(floor),
        "ratio_p50": round(ratio, 3),
        "ratio_95": median_ratio_95(own, floor),
    }
    results.keep(name, figures)
    return Row(title, f"{median(own):.3f}", f"{median(floor):.3f}", f"{ratio:.2f}", target)


@contextmanager
def _served(app: flask.Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_KeptSilent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _KeptSilent(WSGIRequestHandler):
    """Keeps connections, as the servers of functions do, and writes no access log."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Write nothing."""


def _function() -> flask.Flask:
    documents = MemoryDocuments()
    credential = credential_document(Credential("BENCH", hash_secret(SECRET)))
    documents.commit([create(credential_path(KEY) or "", credential)])
    authenticator = Authenticator(CachedReader(documents, SystemClock(), CACHE_TTL_MS))
    api = HttpApi(
        function="bench",
        routes=(
            Route("plain", "GET", PLAIN, "bench", "open", "read", "v1"),
            Route("known", "GET", KNOWN, "bench", "reference", "read", "v1"),
        ),
        operations={"plain": _operation, "known": _operation},
        authenticate=authenticator.authenticate,
        authorize=lambda route, who, path: None,
        limiter=RateLimiter(RATE_LIMIT, SystemClock()),
    )
    app = flask.Flask("bench")
    app.add_url_rule("/<path:path>", view_func=lambda path: api.serve(flask.request))
    return app


def _operation(request: Request) -> Answer:
    return Answer(BODY)


def _asked(port: int, path: str) -> Callable[[], None]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)

    def ask() -> None:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the request was refused: {answer.status}")

    return ask


def _called(app: flask.Flask, path: str) -> Callable[[], None]:
    environ = create_environ(path, headers=HEADERS)

    def call() -> None:
        started: list[Any] = []
        b"".join(app({**environ}, lambda *answer: started.append(answer)))  # type: ignore[arg-type]
        if started[0][0] != "200 OK":
            raise RuntimeError(f"the request was refused: {started[0][0]}")

    return call


if __name__ == "__main__":
    results.table(measure())
