"""GET /v1/events/transfers/status: the funding stream, for clients that still ask here."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.FUNDING, takes_integers=True)
