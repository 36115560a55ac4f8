"""What a route streams: one of the partner's streams, and which ids it takes."""

from dataclasses import dataclass

from shared.eu.events.model.record import Stream


@dataclass(frozen=True, slots=True)
class Feed:
    """A route's stream; on v1 routes ids may be given as integers as well."""

    stream: Stream
    takes_integers: bool = False
