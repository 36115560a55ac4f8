"""WebSockets through the edge: one to the client, one to the relay, and what either says."""

import asyncio
from collections.abc import Mapping

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    WSCloseCode,
    WSMessage,
    WSMsgType,
    web,
)
from yarl import URL

from shared.core.errors import Refusal

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
Side = web.WebSocketResponse | ClientWebSocketResponse


async def tunnel(
    request: web.BaseRequest, session: ClientSession, url: URL, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Connect both sides until one closes.

    Raises Refusal `unavailable`, before anything was said.
    """
    try:
        upstream = await session.ws_connect(
            url, headers=headers, autoping=False, max_msg_size=MESSAGE_BYTES_MAX
        )
    except (ClientError, TimeoutError, OSError):
        raise Refusal("unavailable") from None
    client = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=MESSAGE_BYTES_MAX)
    async with upstream:
        await client.prepare(request)
        ways = [asyncio.ensure_future(_pass_on(*way)) for way in _both(client, upstream)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
    return client


def _both(client: Side, upstream: Side) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
    return (client, upstream), (upstream, client)


async def _pass_on(source: Side, target: Side) -> None:
    try:
        while await _one(await source.receive(), source, target):
            pass
    except (ClientError, OSError):
        await target.close(code=WSCloseCode.GOING_AWAY)


async def _one(message: WSMessage, source: Side, target: Side) -> bool:
    """Pass one frame on; return whether more may come."""
    match message.type:
        case WSMsgType.TEXT:
            await target.send_str(message.data)
        case WSMsgType.BINARY:
            await target.send_bytes(message.data)
        case WSMsgType.PING:
            await target.ping(message.data)
        case WSMsgType.PONG:
            await target.pong(message.data)
        case _:
            code = source.close_code or WSCloseCode.GOING_AWAY
            extra = message.extra or ""
            await target.close(code=code, message=str(extra).encode())
            return False
    return True
