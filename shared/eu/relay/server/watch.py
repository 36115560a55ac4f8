"""Look again at the credentials of open streams: a stream ends soon after its key is revoked."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from shared.core.errors import StoreError
from shared.eu.relay.server.admission import Admitted
from shared.gcp.logs import log

IsRevoked = Callable[[Admitted], Awaitable[bool]]


class CredentialWatch:
    """Open streams by the credentials that they were opened with."""

    def __init__(self, is_revoked: IsRevoked, every_ms: int) -> None:
        self._is_revoked = is_revoked
        self._every_ms = every_ms
        self._open: dict[str, dict[object, tuple[Admitted, Callable[[], None]]]]
        self._open = defaultdict(dict)

    @contextmanager
    def watching(self, admitted: Admitted, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` once the credentials are revoked."""
        name = "\x1f".join(admitted.headers.values())
        mark = object()
        self._open[name][mark] = (admitted, end)
        try:
            yield
        finally:
            del self._open[name][mark]
            if not self._open[name]:
                del self._open[name]

    async def run(self) -> None:
        """Look at all credentials in turn, for ever."""
        while True:
            await asyncio.sleep(self._every_ms / 1000)
            for name in list(self._open):
                await self._look(name)

    async def _look(self, name: str) -> None:
        streams = list(self._open.get(name, {}).values())
        if not streams:
            return
        try:
            if not await self._is_revoked(streams[0][0]):
                return
        except Exception as error:  # nothing is known; the next look tells
            severity = "WARNING" if isinstance(error, StoreError) else "ERROR"
            log(severity, "credentials not read", function="relay", error=type(error).__name__)
            return
        for _, end in streams:
            end()
