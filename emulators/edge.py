"""The local load balancer: one async proxy that knows the route table and nothing else (D12).

It also serves the API's reference page, which the cloud's load balancer does not.

Its own answers: 400 for what is not HTTP, 404 and 405 where no route matches, 413 for a body over
1 MiB, 503 `unavailable` while the functions are out of reach, 500 for a fault of its own; and
`GET /healthz`. It never redirects and never answers 504 (D14).
"""

import argparse
import asyncio
import json
import logging
import signal
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote

from aiohttp import ClientError, ClientResponse, ClientSession, web
from yarl import URL

from emulators import edge_http
from emulators.edge_sockets import tunnel
from emulators.reference_page import pages
from shared.core.errors import Refusal
from shared.core.ids import REQUEST_ID_FORM
from shared.core.routes import Route, find, load

BODY_BYTES_MAX = 1024 * 1024
WHOLE_BYTES_MAX = 64 * 1024
RELAY = "relay"
_OWN = {"/healthz": "healthz"}


class Edge:
    """Forward requests to the functions, the relay among them; `urls` has where each answers."""

    def __init__(
        self, routes: Sequence[Route], urls: Mapping[str, str], session: ClientSession
    ) -> None:
        self._routes = routes
        self._urls = urls
        self._session = session

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request and log that it was."""
        started_ns = time.monotonic_ns()
        given = request.headers.get("X-Request-Id", "")
        request_id = given if REQUEST_ID_FORM.fullmatch(given) else str(uuid.uuid4())
        operation: str | None = None
        try:
            route = self._route(request)
            operation = route.operation if route else _OWN.get(_path(request), "reference")
            response = await self._answer(route, request, request_id)
        except Refusal as refusal:
            response = edge_http.refuse(refusal.reason, request_id)
            if refusal.reason == "method_not_allowed":
                response.headers["Allow"] = ", ".join(self._methods(_path(request)))
        except Exception as error:  # the type alone is logged: texts of libraries quote values
            _log(error=type(error).__name__, request_id=request_id)
            response = edge_http.refuse("internal", request_id)
        _log(
            request_id=request_id,
            operation=operation,
            status=response.status,
            duration_ms=(time.monotonic_ns() - started_ns) // 1_000_000,
        )
        return response

    def _route(self, request: web.BaseRequest) -> Route | None:
        path = _path(request)
        if path in _OWN or path in pages.FILES:
            if request.method != "GET":
                raise Refusal("method_not_allowed")
            return None
        decoded = unquote(path)
        # An encoded slash or a dot segment would be another path behind the proxy than before it.
        if decoded.count("/") != path.count("/") or {".", ".."} & set(decoded.split("/")):
            raise Refusal("not_found")
        return find(self._routes, request.method, path)[0]

    def _methods(self, path: str) -> list[str]:
        if path in _OWN or path in pages.FILES:
            return ["GET"]
        return sorted({r.method for r in self._routes if r.match(path) is not None})

    async def _answer(
        self, route: Route | None, request: web.BaseRequest, request_id: str
    ) -> web.StreamResponse:
        if route is None:
            return _own_answer(_path(request))
        headers = edge_http.forwarded(request.headers) | {"X-Request-Id": request_id}
        url = self._url(route, request)
        if route.function == RELAY and request.headers.get("Upgrade", "").lower() == "websocket":
            return await tunnel(request, self._session, url, headers)
        body = await _body(request, max(BODY_BYTES_MAX, route.body_bytes_max))
        try:
            upstream = await self._session.request(
                request.method, url, data=body, headers=headers, allow_redirects=False
            )
        except (ClientError, TimeoutError, OSError):
            raise Refusal("unavailable") from None
        async with upstream:
            return await _relay(upstream, request, request_id)

    def _url(self, route: Route, request: web.BaseRequest) -> URL:
        return URL(f"{self._urls[route.function]}{request.raw_path}", encoded=True)


async def _relay(
    upstream: ClientResponse, request: web.BaseRequest, request_id: str
) -> web.StreamResponse:
    headers = {"X-Request-Id": request_id} | edge_http.returned(upstream.headers)
    if upstream.content_length is not None and upstream.content_length <= WHOLE_BYTES_MAX:
        try:
            data = await upstream.read()
        except (ClientError, TimeoutError, OSError):
            raise Refusal("unavailable") from None
        return web.Response(status=upstream.status, headers=headers, body=data)
    response = web.StreamResponse(status=upstream.status, headers=headers)
    await response.prepare(request)
    await edge_http.while_connected(request, _copy(upstream, request, response))
    return response


async def _copy(
    upstream: ClientResponse, request: web.BaseRequest, response: web.StreamResponse
) -> None:
    try:
        async for chunk in upstream.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
    except (ClientError, TimeoutError, OSError):
        # The status is out already: only a broken connection can say that the rest is missing.
        if request.transport is not None:
            request.transport.abort()


async def _body(request: web.BaseRequest, bytes_max: int) -> bytes | None:
    """Read the body whole: its size is known, and the client is still there, before a function
    is asked to do anything."""
    if not request.body_exists:
        return None
    if (request.content_length or 0) > bytes_max:
        raise Refusal("body_too_large")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > bytes_max:
            raise Refusal("body_too_large")
    return bytes(body)


def _own_answer(path: str) -> web.Response:
    if path in _OWN:
        return web.json_response({"status": "ok"}, headers=edge_http.SERVER)
    page = pages.page_at(path)
    headers = {**edge_http.SERVER, **pages.HEADERS}
    return web.Response(
        body=page.content, content_type=page.media_type, charset="utf-8", headers=headers
    )


def _path(request: web.BaseRequest) -> str:
    return request.raw_path.partition("?")[0]


def _log(**fields: str | int | None) -> None:
    print(json.dumps(fields), flush=True)


@asynccontextmanager
async def listening(routes_file: Path, urls: Mapping[str, str], port: int) -> AsyncIterator[None]:
    """Run the edge on 127.0.0.1 for as long as the block."""
    async with edge_http.client_session() as session:
        edge = Edge(load(routes_file), urls, session)
        runner = web.ServerRunner(edge_http.JsonServer(edge.handle), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
        await runner.cleanup()


async def serve(routes_file: Path, urls: Mapping[str, str], port: int) -> None:
    """Run the edge until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with listening(routes_file, urls, port):
        await stopped.wait()


def main() -> None:
    """Run the edge from the command line."""
    parser = argparse.ArgumentParser(description="The local load balancer.")
    parser.add_argument("--routes", type=Path, required=True)
    parser.add_argument("--urls", type=json.loads, required=True, help="URLs by function, as JSON")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    logging.getLogger("aiohttp").disabled = True  # its lines carry addresses and paths
    asyncio.run(serve(arguments.routes, arguments.urls, arguments.port))


if __name__ == "__main__":
    main()
