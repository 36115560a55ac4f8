"""Ears on the topics of an embedded stack, through its inspection door."""

from collections.abc import Iterator
from contextlib import contextmanager

from emulators.crossings import Crossed, Topics, text_of
from emulators.embedded.remote import Heard, Listening
from shared.core.errors import Unavailable


class EmbeddedTaps:
    """Hears what crosses after it began.

    Beginning and hearing raise ConnectionError where the door does not answer.
    """

    def __init__(self, inspection_url: str, topics: Topics) -> None:
        self._topics = {(region, topic) for region, topic in topics}
        with _answered():
            self._listening = Listening.from_now(inspection_url)

    def heard(self) -> list[Crossed]:
        """Return what crossed since the last call, in the order it was published."""
        with _answered():
            heard = self._listening.heard()
        return [_crossed(each) for each in heard if (each.region, each.topic) in self._topics]


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except Unavailable:
        raise ConnectionError("the embedded stack does not answer") from None


def _crossed(heard: Heard) -> Crossed:
    return Crossed(
        origin=heard.region,
        topic=heard.topic,
        published_at_ms=heard.at_ms,
        ordering_key=heard.ordering_key,
        attributes=heard.attributes,
        text=text_of(heard.data),
    )
