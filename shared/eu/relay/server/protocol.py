"""One HTTP connection: aiohttp's, telling when its way out is free, with JSON in its errors."""

from collections.abc import Callable
from uuid import uuid4  # noqa: TID251  # request ids at the outermost edge; nothing replays them

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from shared.eu.relay.server.answers import refusal


class StreamServer(web.Server):
    """A server whose handlers end with their connection."""

    def __call__(self) -> RequestHandler:
        """Return the protocol of a new connection."""
        return StreamProtocol(self, loop=self._loop, **self._kwargs)


class StreamProtocol(RequestHandler):
    """Calls `on_ready` whenever everything that was written has left."""

    __slots__ = ("on_ready",)

    def __init__(self, *arguments: object, **options: object) -> None:
        self.on_ready: Callable[[], None] | None = None
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def resume_writing(self) -> None:
        """Note that the transport's buffer is empty."""
        super().resume_writing()
        if self.on_ready is not None:
            self.on_ready()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is not HTTP, or a fault of ours, without a word of what it was."""
        response = refusal("internal" if status >= 500 else "invalid_parameter", str(uuid4()))
        response.force_close()
        return response
