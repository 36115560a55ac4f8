"""GET /stream: the WebSocket of trade updates; it asks for credentials in its first message."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.TRADES)
