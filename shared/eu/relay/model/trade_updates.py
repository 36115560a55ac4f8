"""The words of the `trade_updates` WebSocket: what clients say, and what they are answered.

Alpaca's protocol: `authenticate`, then `listen` to a set of streams that replaces the former one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TRADE_UPDATES = "trade_updates"


@dataclass(frozen=True, slots=True)
class Authenticate:
    """A client proves itself; `headers` are what it would have sent with a request."""

    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listen:
    """A client names the streams that it wants from now on; only known ones are kept."""

    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A client says what nobody understands."""


Said = Authenticate | Listen | Unknown


def said(text: str | bytes) -> Said:
    """Read a frame, text or binary."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return Unknown()
    if not isinstance(message, dict):
        return Unknown()
    data = message.get("data")
    fields = data if isinstance(data, dict) else message
    if message.get("action") in ("authenticate", "auth"):
        return _authenticate(fields)
    if message.get("action") == "listen":
        return _listen(fields.get("streams"))
    return Unknown()


def authorization(is_authorized: bool, action: str = "authenticate") -> bytes:
    """Render the verdict on a login, or on what was said before one."""
    status = "authorized" if is_authorized else "unauthorized"
    return _rendered("authorization", {"status": status, "action": action})


def listening(streams: tuple[str, ...]) -> bytes:
    """Render the set of streams that a client now has."""
    return _rendered("listening", {"streams": list(streams)})


def error(text: str) -> bytes:
    """Render what is wrong with a frame."""
    return _rendered("error", {"message": text})


def _authenticate(fields: Mapping[str, Any]) -> Said:
    token = fields.get("oauth_token")
    if isinstance(token, str):
        return Authenticate({"Authorization": f"Bearer {token}"})
    key = fields.get("key_id", fields.get("key"))
    secret = fields.get("secret_key", fields.get("secret"))
    if not (isinstance(key, str) and isinstance(secret, str)):
        return Authenticate({})
    return Authenticate({"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret})


def _listen(streams: object) -> Said:
    if not isinstance(streams, list):
        return Unknown()
    return Listen((TRADE_UPDATES,) if TRADE_UPDATES in streams else ())


def _rendered(stream: str, data: Mapping[str, Any]) -> bytes:
    return json.dumps({"stream": stream, "data": data}, separators=(",", ":")).encode()
