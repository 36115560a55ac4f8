"""Serve the functions to the edge: /<function>/<path>, each call in a thread."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from aiohttp import web

from emulators.embedded.wsgi import Mounted

THREADS = 16
BODY_BYTES_MAX = 16 * 1024 * 1024  # the edge holds each route's own limit


@dataclass(frozen=True, slots=True)
class FunctionsServer:
    """The public functions of a region, by name."""

    functions: Mapping[str, Mounted]
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, "functions"), repr=False
    )

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Hand a request to the function that the first part of its path names."""
        name, _, rest = request.raw_path.lstrip("/").partition("/")
        function = self.functions.get(name)
        if function is None:
            return web.Response(status=404)
        body = await request.read()
        answer = await asyncio.get_running_loop().run_in_executor(
            self.threads, function.call, request.method, f"/{rest}", request.headers, body
        )
        return web.Response(
            status=answer.status, headers=list(answer.headers), body=answer.body or None
        )
