"""The WebSocket of trade updates."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.functions.relay.platform import WAIT_S, Platform
from tests.functions.running_relay import ADDRESS


@pytest.mark.parametrize("key", ["whole", "bound"])
def test_the_socket_shows_what_the_key_is_good_for(platform: Platform, key: str) -> None:
    own = platform.partners[0]
    pair = own.account_key if key == "bound" else own
    wanted = {own.account_key.account_id} if key == "bound" else set(own.accounts)

    async def talk() -> set[str]:
        url = f"ws://{ADDRESS}:{platform.relay.port}/stream"
        async with ClientSession() as session, session.ws_connect(url) as ws:
            login = {"key_id": pair.api_key, "secret_key": pair.api_secret}
            await ws.send_json({"action": "authenticate", "data": login})
            said = await heard(ws)
            assert said["data"] == {"status": "authorized", "action": "authenticate"}
            await ws.send_json({"action": "listen", "data": {"streams": ["trade_updates", "x"]}})
            said = await heard(ws)
            assert said == {"stream": "listening", "data": {"streams": ["trade_updates"]}}
            platform.page(own, events=2 * len(own.accounts))
            updates = [await heard(ws) for _ in range(2 * len(wanted))]
            assert {each["stream"] for each in updates} == {"trade_updates"}
            return {each["data"]["account_id"] for each in updates}

    assert asyncio.run(talk()) == wanted


@pytest.mark.parametrize(
    "words",
    [
        {"action": "listen", "data": {"streams": ["trade_updates"]}},
        {"action": "authenticate", "data": {"key_id": "CK" + "0" * 18, "secret_key": "0" * 64}},
        {"action": "authenticate"},
        "nothing",
    ],
)
def test_the_socket_closes_on_who_does_not_prove_himself(platform: Platform, words: Any) -> None:
    async def talk() -> dict[str, Any]:
        url = f"ws://{ADDRESS}:{platform.relay.port}/stream"
        async with ClientSession() as session, session.ws_connect(url) as ws:
            await ws.send_json(words)
            said = await heard(ws)
            assert (await ws.receive(timeout=WAIT_S)).type is WSMsgType.CLOSE
            return said

    said = asyncio.run(talk())
    assert (said["stream"], said["data"]["status"]) == ("authorization", "unauthorized")


async def heard(ws: ClientWebSocketResponse) -> dict[str, Any]:
    message = await ws.receive(timeout=WAIT_S)
    assert message.type is WSMsgType.BINARY
    said: dict[str, Any] = json.loads(message.data)
    return said
