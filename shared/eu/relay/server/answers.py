"""What the relay answers before a stream has begun: the errors of D14."""

import json
from collections.abc import Mapping

from aiohttp import web

from shared.core.reasons import REASONS, problem

CHALLENGE = 'Basic realm="two-ledger", Bearer realm="two-ledger"'


def refusal(
    reason: str,
    request_id: str,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Build the answer to a refused request."""
    status = REASONS[reason].status
    added = {"X-Request-Id": request_id, "Cache-Control": "no-store", **(headers or {})}
    if status == 401:
        added["WWW-Authenticate"] = CHALLENGE
    if status == 426:
        added["Upgrade"] = "HTTP/1.1, websocket"
    if status in (429, 503):
        added.setdefault("Retry-After", "1")
    return web.Response(
        status=status,
        headers=added,
        body=json.dumps(problem(reason, request_id, field), separators=(",", ":")).encode(),
        content_type="application/json",
    )
