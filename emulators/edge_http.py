"""What the edge lets through in either direction, and the answers it gives itself."""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from aiohttp.web_protocol import RequestHandler

from shared.core.reasons import REASONS, problem

# A list of what may pass, so that no address, user agent or unknown header ever does.
REQUEST_HEADERS = (
    "Accept",
    "Accept-Encoding",
    "Apca-Api-Key-Id",
    "Apca-Api-Secret-Key",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Last-Event-Id",
)
HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
# The edge puts its own in place of these; the request id is the same one, in another spelling.
UNRETURNED = HOP_BY_HOP | {"server", "date", "x-request-id"}
SERVER = {"Server": "two-ledger"}
UPSTREAM_TIMEOUT = ClientTimeout(total=None, sock_connect=2, sock_read=60)
KEPT_ALIVE_S = 30


def client_session() -> ClientSession:
    """Return the session to the functions: kept alive, unlimited, and adding nothing by itself."""
    return ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=KEPT_ALIVE_S),
        timeout=UPSTREAM_TIMEOUT,
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )


def forwarded(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the request headers that a function may see."""
    return {name: headers[name] for name in REQUEST_HEADERS if name in headers}


def returned(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the response headers that a client may see."""
    kept = {name: value for name, value in headers.items() if name.lower() not in UNRETURNED}
    return kept | SERVER


def refuse(reason: str, request_id: str) -> web.Response:
    """Build the error of D14; the text is the table's, never the request's."""
    status = REASONS[reason].status
    headers = SERVER | {"X-Request-Id": request_id}
    if status == 503:
        headers["Retry-After"] = "1"
    return web.Response(
        status=status,
        headers=headers,
        body=json.dumps(problem(reason, request_id), separators=(",", ":")).encode(),
        content_type="application/json",
    )


async def while_connected(request: web.BaseRequest, work: Coroutine[Any, Any, None]) -> None:
    """Do what goes on for long, and stop doing it when the client is gone."""
    handler, task = request.protocol, asyncio.ensure_future(work)
    assert isinstance(handler, _JsonHandler)
    both: set[asyncio.Future[None]] = {task, handler.lost}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class JsonServer(web.Server):
    """A server that answers JSON also to what is not HTTP, and logs nothing of it."""

    def __call__(self) -> RequestHandler:
        return _JsonHandler(self, loop=self._loop, **self._kwargs)


class _JsonHandler(RequestHandler):
    __slots__ = ("lost",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lost: asyncio.Future[None] = self._loop.create_future()

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if not self.lost.done():
            self.lost.set_result(None)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        response = refuse("internal" if status >= 500 else "invalid_parameter", str(uuid4()))
        response.force_close()
        return response
