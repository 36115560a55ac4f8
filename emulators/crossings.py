"""What crosses the border: the topics that lead over it, and a message as it was published."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from emulators.regions import RegionName

Topics = Sequence[tuple[RegionName, str]]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A message as it was published: `origin` and `topic` say where, `text` is all of its body."""

    origin: RegionName
    topic: str
    published_at_ms: int
    ordering_key: str
    attributes: Mapping[str, str]
    text: str

    @property
    def direction(self) -> str:
        """Return from where to where it crossed."""
        return "EU → US" if self.origin == "eu" else "US → EU"

    @property
    def kind(self) -> str:
        """Return what the message says it is."""
        return self.attributes.get("kind", "")

    def body(self) -> Any:
        """Return the message's body; its text where it is no JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return self.text

    def as_json(self) -> dict[str, Any]:
        """Return the message for scripts; `body` is what was signed and published."""
        return {
            "direction": self.direction,
            "topic": self.topic,
            "published_at_ms": self.published_at_ms,
            "ordering_key": self.ordering_key,
            "attributes": dict(self.attributes),
            "body": self.body(),
        }


def crossing_topics(topology: Mapping[str, Any]) -> Topics:
    """Return the topics that the other region is subscribed to."""
    listed = topology["subscriptions"]
    crossing = [row for row in listed if row["region"] != row["topic_region"]]
    return list(dict.fromkeys((row["topic_region"], row["topic"]) for row in crossing))


class Taps(Protocol):
    """Ears on topics, that hear what is published after they were opened."""

    def heard(self) -> list[Crossed]:
        """Return what crossed since the last call, in the order it was published.

        Raises ConnectionError.
        """
        ...


@contextmanager
def border_taps(state: Mapping[str, Any], topics: Topics) -> Iterator[Taps]:
    """Listen in at the border of the stack that `state.json` describes.

    Raises ConnectionError.
    """
    if state["inspection_url"] is not None:
        from emulators.embedded.taps import EmbeddedTaps

        yield EmbeddedTaps(state["inspection_url"], topics)
        return
    # Google's clients take long to import; whoever only asks for help shall not wait for them.
    from emulators.border_taps import BorderTaps

    with BorderTaps(state["eu"]["pubsub_host"], topics) as taps:
        yield taps


def text_of(data: bytes) -> str:
    """Return a body as text; in base64 where it is none."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
