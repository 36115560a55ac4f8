"""Border messages that nobody may have sent, made from ones that really crossed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from google.pubsub_v1.types import PubsubMessage

from shared.border.codec import MESSAGE_BYTES_MAX

CANARY = "zzforged-juan.perez@example.org"
NO_HEX = "ñ" * 128


@dataclass(frozen=True, slots=True)
class Forgery:
    """How a real message is turned into a forged one, and why that must be refused."""

    reason: str
    forge: Callable[[PubsubMessage], PubsubMessage]


def digest_of(message: PubsubMessage) -> str:
    """Return what the quarantine knows a message by."""
    return sha256(message.data).hexdigest()


def rewritten(
    real: PubsubMessage, data: bytes | None = None, attributes: Mapping[str, str] | None = None
) -> PubsubMessage:
    """Return a copy with other data, or other attributes."""
    return PubsubMessage(
        data=real.data if data is None else data,
        attributes=dict(real.attributes) if attributes is None else attributes,
        ordering_key=real.ordering_key,
    )


def _field_added(real: PubsubMessage) -> PubsubMessage:
    data = json.dumps({**json.loads(real.data), "email": CANARY}).encode()
    return rewritten(real, data)


def _field_changed(real: PubsubMessage) -> PubsubMessage:
    return rewritten(real, real.data.replace(b'"schema_version":1', b'"schema_version":2'))


def _with(name: str, value: str, spaces: int) -> Callable[[PubsubMessage], PubsubMessage]:
    """Change an attribute; spaces behind the data tell this forgery from the others."""
    return lambda real: rewritten(real, real.data + b" " * spaces, {**real.attributes, name: value})


def _without(name: str, spaces: int) -> Callable[[PubsubMessage], PubsubMessage]:
    return lambda real: rewritten(
        real,
        real.data + b" " * spaces,
        {key: value for key, value in real.attributes.items() if key != name},
    )


def _garbage(real: PubsubMessage) -> bytes:
    return bytes(255 - byte for byte in real.data) + CANARY.encode()


FORGERIES = {
    "a field more": Forgery("wrong_signature", _field_added),
    "a field changed": Forgery("wrong_signature", _field_changed),
    "a byte more": Forgery("wrong_signature", lambda real: rewritten(real, real.data + b"\n")),
    "garbage, signed as something else": Forgery(
        "wrong_signature", lambda real: rewritten(real, _garbage(real) + b"\xff")
    ),
    "garbage, unsigned": Forgery(
        "missing_attribute", lambda real: rewritten(real, b"\x1f\x8b" + _garbage(real), {})
    ),
    "unsigned": Forgery("missing_attribute", _without("signature", 1)),
    "of no kind": Forgery("missing_attribute", _without("kind", 2)),
    "wrong signature": Forgery("wrong_signature", _with("signature", "0" * 128, 3)),
    "signature that is none": Forgery("wrong_signature", _with("signature", NO_HEX, 4)),
    "unknown key": Forgery("unknown_key", _with("key_id", CANARY, 5)),
    "a trace": Forgery("unknown_attribute", _with("traceparent", f"00-{CANARY}-01", 6)),
    "a trace on a good message": Forgery("unknown_attribute", _with("baggage", CANARY, 0)),
    "too large": Forgery(
        "too_large", lambda real: rewritten(real, real.data.ljust(MESSAGE_BYTES_MAX + 1))
    ),
}
