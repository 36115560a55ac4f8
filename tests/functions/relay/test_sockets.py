"""The WebSocket of trade updates."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import (
    ClientConnectionResetError,
    ClientSession,
    ClientWebSocketResponse,
    WSCloseCode,
    WSMessage,
    WSMsgType,
    web,
)

from emulators.seed import AccountKey, Partner
from shared.core.errors import Unavailable
from tests.functions.relay.platform import WAIT_S, Platform, broken_page, wait_for
from tests.functions.running_relay import ADDRESS


@pytest.mark.parametrize("key", ["whole", "bound"])
def test_the_socket_shows_what_the_key_is_good_for(platform: Platform, key: str) -> None:
    own = platform.partners[0]
    pair = own.account_key if key == "bound" else own
    wanted = {own.account_key.account_id} if key == "bound" else set(own.accounts)

    async def talk() -> set[str]:
        async with logged_in(platform, pair) as ws:
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
        async with connected(platform) as ws:
            await ws.send_json(words)
            said = await heard(ws)
            assert (await ws.receive(timeout=WAIT_S)).type is WSMsgType.CLOSE
            return said

    said = asyncio.run(talk())
    assert (said["stream"], said["data"]["status"]) == ("authorization", "unauthorized")


@pytest.mark.parametrize("login", [{"key_id": "CK" + "0" * 18, "secret_key": "0" * 64}, {}])
def test_who_is_known_cannot_prove_to_be_somebody_else(
    platform: Platform, login: dict[str, str]
) -> None:
    async def talk() -> list[dict[str, Any]]:
        async with logged_in(platform, platform.partners[0]) as ws:
            again = await authenticated(ws, login_of(platform.partners[0]))
            wrong = await authenticated(ws, login)
            assert (await ws.receive(timeout=WAIT_S)).type is WSMsgType.CLOSE
            return [again, wrong]

    statuses = [said["data"]["status"] for said in asyncio.run(talk())]
    assert statuses == ["authorized", "unauthorized"]


@pytest.mark.parametrize("streams", [[], ["trade_updates"]])
def test_a_revoked_key_loses_its_socket(platform: Platform, streams: list[str]) -> None:
    async def talk() -> WSMessage:
        async with logged_in(platform, platform.partners[0]) as ws:
            await ws.send_json({"action": "listen", "data": {"streams": streams}})
            await heard(ws)
            platform.revoke(platform.partners[0])
            platform.clock.advance_ms(1_001)
            return await ws.receive(timeout=WAIT_S)

    assert closing(asyncio.run(talk())) == (
        WSCloseCode.POLICY_VIOLATION,
        "the credentials are no longer valid",
    )


@pytest.mark.parametrize("platform", [{"STREAM_AGE_MAX_MS": "600"}], indirect=True)
def test_a_socket_that_never_listens_is_renewed_too(platform: Platform) -> None:
    async def talk() -> WSMessage:
        async with logged_in(platform, platform.partners[0]) as ws:
            return await ws.receive(timeout=WAIT_S)

    code, _ = closing(asyncio.run(talk()))
    assert code == WSCloseCode.SERVICE_RESTART


def test_a_store_that_fails_ends_a_socket_by_a_closing_frame(platform: Platform) -> None:
    def fail(_: Sequence[str]) -> None:
        raise Unavailable

    async def talk() -> WSMessage:
        async with connected(platform) as ws:
            platform.documents.hooks.after_get = fail
            login = {"action": "authenticate", "data": login_of(platform.partners[0])}
            await ws.send_json(login)
            return await ws.receive(timeout=WAIT_S)

    code, text = closing(asyncio.run(talk()))
    assert (code, text) == (WSCloseCode.TRY_AGAIN_LATER, "internal server error")
    assert not platform.slots_taken


def test_a_fault_ends_a_socket_by_a_closing_frame(platform: Platform) -> None:
    async def talk() -> WSMessage:
        async with logged_in(platform, platform.partners[0]) as ws:
            return await ws.receive(timeout=WAIT_S)

    with broken_page(platform, platform.partners[0]):
        code, text = closing(asyncio.run(talk()))
    assert (code, text) == (WSCloseCode.INTERNAL_ERROR, "internal server error")
    assert not platform.slots_taken


def test_who_leaves_in_the_midst_of_it_is_no_fault(
    platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    async def talk() -> None:
        for _ in range(30):
            async with connected(platform) as ws:
                login = {"action": "authenticate", "data": login_of(platform.partners[0])}
                await ws.send_json(login)
                for _ in range(50):
                    await ws.send_json({"action": "listen", "data": {"streams": ["trade_updates"]}})
                connection = ws._response.connection
                assert connection is not None
                assert connection.transport is not None
                connection.transport.abort()

    logged: list[str] = []

    def have_ended() -> bool:
        logged.append(capfd.readouterr().err)
        return "".join(logged).count('"operation": "stream_open"') == 30

    asyncio.run(talk())
    wait_for(have_ended)
    assert "ERROR" not in "".join(logged)
    assert not platform.slots_taken


def test_who_leaves_before_he_hears_that_he_is_known_gives_his_place_back(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: Any) -> None:
        raise ClientConnectionResetError

    async def talk() -> WSMessage:
        async with connected(platform) as ws:
            login = {"action": "authenticate", "data": login_of(platform.partners[0])}
            await ws.send_json(login)
            return await ws.receive(timeout=WAIT_S)

    monkeypatch.setattr(web.WebSocketResponse, "send_bytes", gone)
    asyncio.run(talk())
    wait_for(lambda: not platform.slots_taken)


@asynccontextmanager
async def connected(platform: Platform) -> AsyncIterator[ClientWebSocketResponse]:
    url = f"ws://{ADDRESS}:{platform.relay.port}/stream"
    async with ClientSession() as session, session.ws_connect(url) as ws:
        yield ws


@asynccontextmanager
async def logged_in(
    platform: Platform, pair: Partner | AccountKey
) -> AsyncIterator[ClientWebSocketResponse]:
    async with connected(platform) as ws:
        said = await authenticated(ws, login_of(pair))
        assert said["data"] == {"status": "authorized", "action": "authenticate"}
        yield ws


def login_of(pair: Partner | AccountKey) -> dict[str, str]:
    return {"key_id": pair.api_key, "secret_key": pair.api_secret}


async def authenticated(ws: ClientWebSocketResponse, login: dict[str, str]) -> dict[str, Any]:
    """Say who one is; return the verdict."""
    await ws.send_json({"action": "authenticate", "data": login})
    return await heard(ws)


def closing(message: WSMessage) -> tuple[int, str]:
    """Return the code and the text of a closing frame."""
    assert message.type is WSMsgType.CLOSE
    return message.data, message.extra or ""


async def heard(ws: ClientWebSocketResponse) -> dict[str, Any]:
    message = await ws.receive(timeout=WAIT_S)
    assert message.type is WSMsgType.BINARY
    said: dict[str, Any] = json.loads(message.data)
    return said
