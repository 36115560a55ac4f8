"""The port to Pub/Sub (D1, D2): publish; deliveries come by push to a handler.

A topic is named by its short name; the driver knows the project it lives in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """What is published. Messages of one `ordering_key` are delivered in order."""

    data: bytes
    attributes: Mapping[str, str] = field(default_factory=dict)
    ordering_key: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a consumer is handed, at least once for each message."""

    data: bytes
    attributes: Mapping[str, str]
    message_id: str


Handler = Callable[[Delivery], None]
"""Takes a delivery; returning acknowledges it, raising asks for redelivery."""


class Messages(Protocol):
    """The topics that a deployable may publish to."""

    def publish(self, topic: str, messages: Sequence[Message]) -> list[str]:
        """Hand messages to the broker durably and return their ids, in order.

        Raises Unavailable; the messages may then have been published or not.
        """
        ...


NEWS = Message(b"{}")
"""Says that there is something new, and nothing of what or of whom."""


class Hints(Protocol):
    """The topics that a deployable may hint at news by; what is lost, a sweep finds."""

    def hint(self, topic: str) -> None:
        """Send NEWS, without waiting whether it was taken; nothing tells where it was not."""
        ...
