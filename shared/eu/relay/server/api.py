"""The relay over HTTP: route, authenticate, limit, authorize, read the cursor, then stream.

Everything that can be refused is refused, in JSON, before the first byte of a stream.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic_ns
from uuid import uuid4  # noqa: TID251  # request ids at the outermost edge; nothing replays them

from aiohttp import web

from shared.core.errors import Refusal, StoreError
from shared.core.ids import REQUEST_ID_FORM
from shared.core.routes import Route, find
from shared.eu.relay.model.feed import Feed
from shared.eu.relay.server.answers import refusal
from shared.eu.relay.server.event_stream import EventStreams
from shared.eu.relay.server.exchange import Exchange, log_failure
from shared.eu.relay.server.trade_updates import TradeUpdates
from shared.gcp.logs import log


@dataclass(frozen=True, slots=True)
class StreamApi:
    """What the relay serves: of the one list of routes, its own."""

    function: str
    routes: Sequence[Route]
    operations: Mapping[str, Feed]
    streams: EventStreams
    sockets: TradeUpdates

    def __post_init__(self) -> None:
        own = tuple(route for route in self.routes if route.function == self.function)
        object.__setattr__(self, "routes", own)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; where that is a stream, for as long as it lasts."""
        if request.path == "/healthz":
            return web.json_response({"status": "ok"})
        started_ns = monotonic_ns()
        exchange = Exchange(request, _request_id(request))
        try:
            response = await self._answer(exchange)
            exchange.status = response.status
            return response
        finally:
            self._log(exchange, (monotonic_ns() - started_ns) // 1_000_000)

    async def _answer(self, exchange: Exchange) -> web.StreamResponse:
        try:
            return await self._serve(exchange)
        except Refusal as refused:
            return _refuse(exchange, refused.reason, refused.field)
        except StoreError as error:
            log_failure(exchange, "store", error)
            return _refuse(exchange, "unavailable")
        except (asyncio.CancelledError, ConnectionError):  # the client has gone
            raise
        except Exception as error:
            log_failure(exchange, "unexpected", error)
            return _refuse(exchange, "internal")

    async def _serve(self, exchange: Exchange) -> web.StreamResponse:
        request = exchange.request
        exchange.route, _ = find(self.routes, request.method, request.path)
        feed = self.operations[exchange.route.operation]
        if exchange.route.scope == "open":
            return await self.sockets.serve(exchange, feed)
        return await self.streams.serve(exchange, feed)

    def _log(self, exchange: Exchange, duration_ms: int) -> None:
        log(
            "INFO" if exchange.status < 500 else "ERROR",
            "request",
            function=self.function,
            operation=exchange.route.operation if exchange.route else "unrouted",
            request_id=exchange.request_id,
            status=exchange.status,
            reason=exchange.reason,
            duration_ms=duration_ms,
        )


def _refuse(exchange: Exchange, reason: str, field: str | None = None) -> web.Response:
    exchange.reason = reason
    return refusal(reason, exchange.request_id, field, exchange.headers)


def _request_id(request: web.BaseRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID_FORM.fullmatch(given) else str(uuid4())
