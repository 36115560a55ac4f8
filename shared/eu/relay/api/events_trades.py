"""GET /v2/events/trades: what happens to orders, as it happens."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.TRADES)
