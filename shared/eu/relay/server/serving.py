"""The relay as a process: listen, pull pages, look after connections, end in good order."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web

from shared.core.messages import Delivery
from shared.eu.relay.model.ending import Ending
from shared.eu.relay.server.api import StreamApi
from shared.eu.relay.server.hub import Hub
from shared.eu.relay.server.protocol import StreamServer
from shared.gcp.logs import log
from shared.gcp.pull import OwnSubscription
from shared.gcp.settings import RelaySettings

try:
    import uvloop
except ImportError:  # it is faster, nothing else
    uvloop = None  # type: ignore[assignment]

BACKLOG = 4096
KEPT_ALIVE_S = 75  # longer than the edge keeps an idle connection
SHUTDOWN_S = 3
EXIT_FAILED = 1


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run the process's work in the fastest loop there is, and return its exit code."""
    logging.getLogger("aiohttp").disabled = True  # its lines carry addresses and paths
    factory = uvloop.new_event_loop if uvloop is not None else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(work)


async def serve(
    api: StreamApi,
    hub: Hub,
    background: Sequence[Coroutine[Any, Any, None]],
    subscription: OwnSubscription,
    take: Callable[[Sequence[Delivery]], None],
    configured: RelaySettings,
) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code.

    Work in the background never ends by itself: where it does, the process ends as failed, and
    whoever watches it starts another one.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with AsyncExitStack() as cleanup:
        cleanup.push_async_callback(subscription.close)
        work = [*background, subscription.pull(hub.catch_up, take)]
        tasks = [asyncio.ensure_future(each) for each in work]
        for task in tasks:
            cleanup.push_async_callback(_cancelled, task)
        runner = await listen(api, configured.listen_address, configured.port)
        cleanup.push_async_callback(runner.cleanup)
        asked = asyncio.ensure_future(stopped.wait())
        await asyncio.wait([asked, *tasks], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        hub.end_all(Ending.GOING_AWAY)
        return EXIT_FAILED if any([_has_died(task) for task in tasks]) else 0


async def listen(api: StreamApi, address: str, port: int) -> web.ServerRunner:
    """Listen, and return what stops it."""
    server = StreamServer(
        api.handle, handler_cancellation=True, keepalive_timeout=KEPT_ALIVE_S, access_log=None
    )
    runner = web.ServerRunner(server, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    await web.TCPSite(runner, address, port, backlog=BACKLOG, reuse_address=True).start()
    return runner


def _has_died(task: asyncio.Future[None]) -> bool:
    """Say whether work has ended by itself; the type alone is logged."""
    if not task.done():
        return False
    error = None if task.cancelled() else task.exception()
    log("ERROR", "background work ended", function="relay", error=type(error).__name__)
    return True


async def _cancelled(task: asyncio.Future[None]) -> None:
    """Stop work in the background; what it died of is known."""
    task.cancel()
    await asyncio.wait([task])
