"""The relay as a process: it ends when it is asked to, and as failed when it can serve no more."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from emulators.ports import free_port
from functions.eu.relay import main
from shared.core.messages import Delivery
from shared.eu.relay.server.serving import run, serve
from shared.eu.relay.wiring import assembled
from shared.gcp.settings import read_relay
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments

TIMEOUT_S = 20


@dataclass
class Subscription:
    """A subscription that nothing comes from; `dies_of` ends its pull once it is connected."""

    dies_of: BaseException | None = None
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    is_closed: bool = False

    async def pull(
        self, connected: Callable[[], None], handle: Callable[[Sequence[Delivery]], None]
    ) -> None:
        connected()
        self.connected.set()
        if self.dies_of is not None:
            raise self.dies_of
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.is_closed = True


async def served(subscription: Any) -> int:
    """Serve as the relay does, with this subscription, until it ends."""
    environment = {
        "PROJECT": "eu-tests",
        "DATABASE": "ledger",
        "LISTEN_ADDRESS": "127.0.0.1",
        "PORT": str(free_port()),
    }
    configured = read_relay(environment)
    clock = VirtualClock(datetime(2026, 11, 25, 15, tzinfo=UTC))
    built = assembled(configured, MemoryDocuments(), clock, SeededEntropy("process"))
    try:
        async with asyncio.timeout(TIMEOUT_S):
            background = [built.watch.run()]
            return await serve(
                main.api(built), built.hub, background, subscription, built.take, configured
            )
    finally:
        built.hub.close()


@pytest.mark.parametrize("dies_of", [KeyError("personal"), asyncio.CancelledError()])
def test_a_relay_that_hears_of_no_pages_any_more_ends_as_failed(
    dies_of: BaseException, capfd: pytest.CaptureFixture[str]
) -> None:
    subscription = Subscription(dies_of)
    assert run(served(subscription)) != 0
    assert subscription.is_closed
    logged = capfd.readouterr().err
    assert '"ERROR", "message": "background work ended"' in logged
    assert "personal" not in logged


def test_a_relay_that_is_asked_to_end_ends_well(capfd: pytest.CaptureFixture[str]) -> None:
    subscription = Subscription()

    async def work() -> int:
        serving = asyncio.ensure_future(served(subscription))
        await asyncio.wait_for(subscription.connected.wait(), TIMEOUT_S)
        os.kill(os.getpid(), signal.SIGTERM)
        return await serving

    assert run(work()) == 0
    assert subscription.is_closed
    assert "ERROR" not in capfd.readouterr().err
