"""The relay as it is deployed, in a thread of this process, over a twin of the database.

Pages are written by the test; the message that tells of one may be kept back.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Thread
from typing import Any

from emulators.ports import free_port
from functions.eu.relay import main
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.messages import Delivery
from shared.eu.relay.server.serving import listen
from shared.eu.relay.wiring import RelayServices, assembled, sweep
from shared.gcp.settings import read_relay

ADDRESS = "127.0.0.1"
TIMEOUT_S = 30
# Nobody waits for minutes here, and most tests are not about limits.
SETTINGS = {
    "PROJECT": "eu-tests",
    "DATABASE": "ledger",
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "STREAM_LIMIT_PER_KEY": "1000",
    "STREAM_POLL_MS": "3600000",
    "STREAM_RECHECK_MS": "3600000",
}


@dataclass(slots=True)
class RunningRelay:
    """A relay that answers at `port`."""

    port: int
    services: RelayServices
    loop: asyncio.AbstractEventLoop = field(repr=False)

    def ask(
        self, path: str, headers: Mapping[str, str], method: str = "GET"
    ) -> tuple[HTTPConnection, HTTPResponse]:
        """Send a request; the body, which may never end, is the caller's to read."""
        connection = HTTPConnection(ADDRESS, self.port, timeout=TIMEOUT_S)
        connection.request(method, path, headers=dict(headers))
        return connection, connection.getresponse()

    def tell(self) -> None:
        """Deliver the message that says that there are pages."""
        self.call(lambda: self.services.take([Delivery(b"", {}, "1")]))

    def call(self, work: Callable[[], Any]) -> Any:
        """Do something in the relay's loop, and wait for it."""

        async def done() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(done(), self.loop).result(TIMEOUT_S)


@contextmanager
def running_relay(
    documents: Documents,
    clock: Clock,
    entropy: Entropy,
    settings: Mapping[str, str] | None = None,
) -> Iterator[RunningRelay]:
    """Run a relay with these settings in the place of the usual ones."""
    configured = read_relay(SETTINGS | dict(settings or {}))
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> tuple[int, RelayServices, list[asyncio.Task[None]], Any]:
        services, port = assembled(configured, documents, clock, entropy), free_port()
        runner = await listen(main.api(services), ADDRESS, port)
        looks = sweep(services.hub, configured.stream_heartbeat_ms)
        tasks = [asyncio.create_task(work) for work in (looks, services.watch.run())]
        return port, services, tasks, runner

    port, services, tasks, runner = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    try:
        yield RunningRelay(port, services, loop)
    finally:
        asyncio.run_coroutine_threadsafe(_stop(runner, tasks), loop).result(30)
        services.hub.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _stop(runner: Any, tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await runner.cleanup()
