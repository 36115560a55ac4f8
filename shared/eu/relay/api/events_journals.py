"""GET /v2/events/journals/status: journals change their status."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.JOURNALS)
