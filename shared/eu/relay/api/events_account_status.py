"""GET /v1/events/accounts/status: accounts change their status."""

from shared.eu.events.model.record import Stream
from shared.eu.relay.model.feed import Feed


def operation() -> Feed:
    """Build the operation."""
    return Feed(Stream.ACCOUNT_STATUS, takes_integers=True)
