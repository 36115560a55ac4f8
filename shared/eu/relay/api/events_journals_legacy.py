"""GET /v1/events/journals/status: the same as v2, for clients that still ask here."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.JOURNALS, takes_integers=True)
