"""One request on its way through the relay."""

from dataclasses import dataclass

from aiohttp import web

from shared.core.routes import Route
from shared.eu.relay.server.admission import CREDENTIALS, Admitted
from shared.gcp.logs import log


@dataclass(slots=True)
class Exchange:
    """One connection on its way: what is known of it so far, also when it is refused."""

    request: web.BaseRequest
    request_id: str
    route: Route | None = None
    admitted: Admitted | None = None
    status: int = 499
    reason: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of every answer."""
        own = {"X-Request-Id": self.request_id}
        return own | dict(self.admitted.allowance.headers if self.admitted else [])


def credentials(request: web.BaseRequest) -> dict[str, str]:
    """Return the headers that prove who asks."""
    return {name: request.headers[name] for name in CREDENTIALS if name in request.headers}


def log_failure(exchange: Exchange, event: str, error: Exception) -> None:
    """Write the type alone: texts of libraries quote values."""
    log("ERROR", event, request_id=exchange.request_id, error=type(error).__name__)
