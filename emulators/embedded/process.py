"""The process: functions, relay, edge and inspection door in one event loop, until a signal."""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack, suppress

from aiohttp import web

from emulators.edge import listening
from emulators.embedded.door import Door
from emulators.embedded.functions_server import BODY_BYTES_MAX, FunctionsServer
from emulators.embedded.projects import inside
from emulators.embedded.stack import EmbeddedStack
from emulators.sandbox import ROOT
from functions.eu.relay.main import api
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.server.serving import listen
from shared.eu.relay.wiring import relay, subscription, sweep
from shared.gcp.settings import RelaySettings

ADDRESS = "127.0.0.1"
ROUTES = ROOT / "shared" / "eu" / "routes.json"
KEPT_ALIVE_S = 75  # longer than the edge keeps an idle connection


async def serve(
    stack: EmbeddedStack, relay_settings: RelaySettings, port: int, inspection_port: int
) -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.getLogger("aiohttp").disabled = True  # its lines carry addresses and paths
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with AsyncExitStack() as cleanup:
        functions_url = await _serve_functions(stack, cleanup)
        relay_url = await _serve_relay(stack, relay_settings, cleanup)
        await _serve_door(stack, inspection_port, cleanup)
        urls = {name: f"{functions_url}/{name}" for region, name in stack.functions}
        cleanup.callback(stack.stop)
        stack.start()
        await cleanup.enter_async_context(listening(ROUTES, urls | {"relay": relay_url}, port))
        await stopped.wait()


async def _serve_functions(stack: EmbeddedStack, cleanup: AsyncExitStack) -> str:
    own = {name: each for (region, name), each in stack.functions.items() if region == "eu"}
    functions = FunctionsServer(own)
    cleanup.callback(functions.threads.shutdown, wait=False, cancel_futures=True)
    server = web.Server(
        functions.handle, keepalive_timeout=KEPT_ALIVE_S, client_max_size=BODY_BYTES_MAX
    )
    return await _listen(web.ServerRunner(server, shutdown_timeout=1), 0, cleanup)


async def _serve_relay(
    stack: EmbeddedStack, configured: RelaySettings, cleanup: AsyncExitStack
) -> str:
    with inside(stack.projects["eu"]):
        built, own = relay(configured), subscription(configured)
    background = (
        built.watch.run(),
        sweep(built.hub, configured.stream_heartbeat_ms),
        own.pull(built.hub.catch_up, built.take),
    )
    for task in [asyncio.ensure_future(each) for each in background]:
        cleanup.push_async_callback(_cancelled, task)
    runner = await listen(api(built), ADDRESS, 0)
    cleanup.push_async_callback(runner.cleanup)
    cleanup.callback(built.hub.end_all, Ending.GOING_AWAY)
    return _url_of(runner)


async def _serve_door(stack: EmbeddedStack, port: int, cleanup: AsyncExitStack) -> None:
    door = Door(stack.projects, stack.records)
    await _listen(web.AppRunner(door.app(), access_log=None), port, cleanup)


async def _listen(runner: web.BaseRunner, port: int, cleanup: AsyncExitStack) -> str:
    await runner.setup()
    cleanup.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, ADDRESS, port).start()
    return _url_of(runner)


def _url_of(runner: web.BaseRunner) -> str:
    address, port = runner.addresses[0][:2]
    return f"http://{address}:{port}"


async def _cancelled(task: asyncio.Future[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
