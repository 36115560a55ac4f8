"""Serve Pub/Sub push deliveries (D1): one route a subscription, an HTTP answer as verdict.

2xx acknowledges; 500 asks for redelivery and, after the subscription's attempts, dead-letters.
"""

import base64
import binascii
import json
from collections.abc import Mapping

from flask import Request, Response

from shared.core.messages import Delivery, Handler
from shared.gcp.logs import log

# More than Pub/Sub delivers (10 MB, encoded), so that a handler sees, and records, whatever comes.
PUSH_BYTES_MAX = 16 * 1024 * 1024


def serve(request: Request, handlers: Mapping[str, Handler]) -> Response:
    """Hand the delivery in `request` to the handler of its path."""
    handler = handlers.get(request.path.rstrip("/") or "/")
    if handler is None or request.method != "POST":
        return Response(status=404)
    delivery = _delivery(request)
    if delivery is None:
        log("WARNING", "push body is not an envelope", subscription_path=request.path)
        return Response(status=204)
    try:
        handler(delivery)
    except Exception as error:  # the type alone is logged: texts of libraries quote values
        log("ERROR", "delivery failed", subscription_path=request.path, error=type(error).__name__)
        return Response(status=500)
    return Response(status=204)


def _delivery(request: Request) -> Delivery | None:
    if (request.content_length or 0) > PUSH_BYTES_MAX:
        return None
    try:
        message = json.loads(request.get_data())["message"]
        data = base64.b64decode(message.get("data", ""), validate=True)
        attributes = {str(k): str(v) for k, v in (message.get("attributes") or {}).items()}
        return Delivery(data, attributes, str(message["messageId"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return None
