"""The relay over a twin of the database, with a way in: each body posted is a page of one event.

`python relay_fan_out.py PORT KEY SECRET`. Everything from the page's commit on is the relay's own.
"""

import asyncio
import sys
from itertools import count
from typing import Any

from aiohttp import web

from functions.eu.relay import main
from shared.core.documents import create
from shared.core.ids import AccountId
from shared.eu.auth.model.credential import Credential, hash_secret
from shared.eu.auth.paths import credential_document, credential_path
from shared.eu.events.model.page import Page, PagedEvent
from shared.eu.events.paths import page_created
from shared.eu.relay.server.serving import listen, run
from shared.eu.relay.wiring import assembled, sweep
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import read_relay
from shared.memory.documents import MemoryDocuments

PARTNER, ACCOUNT = "BENCH", AccountId("account")
AT = "2026-11-25T15:00:00.000000Z"
SETTINGS = {
    "PROJECT": "bench",
    "DATABASE": "ledger",
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "STREAM_LIMIT_PER_KEY": "100000",
}


class Ingress:
    """The relay's own answers, and one more path that takes events."""

    def __init__(self, key: str, secret: str) -> None:
        path = credential_path(key)
        assert path is not None
        document = credential_document(Credential(PARTNER, hash_secret(secret)))
        self._documents = MemoryDocuments()
        self._documents.commit([create(path, document)])
        configured = read_relay(SETTINGS)
        self.services = assembled(configured, self._documents, SystemClock(), SystemEntropy())
        self._api = main.api(self.services)
        self._numbers = count(1)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Page what is posted, and tell of it as the sequencer does."""
        if request.method != "POST":
            return await self._api.handle(request)
        number = next(self._numbers)
        body = (await request.read()).decode()
        event = PagedEvent(f"{number:026d}", number, ACCOUNT, number, "bench", AT, body)
        self._documents.commit([page_created(Page(PARTNER, "trades", number, (event,)))])
        self.services.hub.catch_up()
        return web.Response(status=202)


async def _serve(port: int, key: str, secret: str) -> int:
    ingress: Any = Ingress(key, secret)
    await listen(ingress, "127.0.0.1", port)
    await asyncio.gather(sweep(ingress.services.hub, 12_000), ingress.services.watch.run())
    return 0


if __name__ == "__main__":
    run(_serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
