"""GET /v2beta1/events/activities: what is booked: executions, cash in and out."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.ACTIVITIES)
