"""The official client's `TradingStream`, unmodified, beside a test."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.alpaca_client import TradingStream
from tests.e2e.api import PartnerApi
from tests.e2e.running_stack import RunningStack, wait_for


@contextmanager
def following(running: RunningStack, api: PartnerApi) -> Iterator[list[Any]]:
    """Yield the trade updates of a partner's orders, which become more as they come."""
    heard: list[Any] = []

    async def hear(update: Any) -> None:
        heard.append(update)

    stream: Any = TradingStream(
        api.partner["api_key"],
        api.partner["api_secret"],
        url_override=running.state()["stream_url"],
    )
    stream.subscribe_trade_updates(hear)
    thread = threading.Thread(target=stream.run, daemon=True)
    thread.start()
    try:
        wait_for(lambda: stream._running)
        yield heard
    finally:
        asyncio.run_coroutine_threadsafe(stream.stop_ws(), stream._loop).result(10)
        thread.join(10)


def steps_of(order_id: str, heard: list[Any]) -> list[str]:
    """Return the events of an order among those that were heard."""
    return [str(getattr(u.event, "value", u.event)) for u in heard if str(u.order.id) == order_id]
