"""What the edge lets through in either direction, and the answers it gives itself."""

import json
from collections.abc import Mapping
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from aiohttp.web_protocol import RequestHandler

from shared.core.reasons import REASONS

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
    row = REASONS[reason]
    body = {
        "code": row.code,
        "message": row.message,
        "reason": reason,
        "request_id": request_id,
        "retryable": row.retryable,
    }
    headers = SERVER | {"X-Request-Id": request_id}
    if row.status == 503:
        headers["Retry-After"] = "1"
    return web.Response(
        status=row.status,
        headers=headers,
        body=json.dumps(body, separators=(",", ":")).encode(),
        content_type="application/json",
    )


class JsonServer(web.Server):
    """A server that answers JSON also to what is not HTTP, and logs nothing of it."""

    def __call__(self) -> RequestHandler:
        return _JsonHandler(self, loop=self._loop, **self._kwargs)


class _JsonHandler(RequestHandler):
    __slots__ = ()

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
