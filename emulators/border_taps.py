"""Listen in on what crosses the border, in both directions, without disturbing anyone."""

import base64
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.pubsub_v1 import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from emulators.regions import REGIONS, RegionName

PULLED_MAX = 100
CALL_TIMEOUT_S = 10
TAP_LIFE_S = 24 * 60 * 60
"""A tap that nobody closed is forgotten by the broker after its shortest possible life."""

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


class BorderTaps:
    """A pull subscription a topic, for as long as the block; hears what comes after it began.

    Beginning and hearing raise ConnectionError where the broker does not answer.
    """

    def __init__(self, pubsub_host: str, topics: Topics) -> None:
        channel = grpc.insecure_channel(pubsub_host)
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        self._taps = {_tap_of(region): (region, topic) for region, topic in topics}

    def __enter__(self) -> Self:
        for name, (region, topic) in self._taps.items():
            full_topic = f"projects/{REGIONS[region].project}/topics/{topic}"
            request = {
                "name": name,
                "topic": full_topic,
                "expiration_policy": {"ttl": {"seconds": TAP_LIFE_S}},
            }
            with _answered():
                self._subscriber.create_subscription(request=request, timeout=CALL_TIMEOUT_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in self._taps:
            try:
                self._subscriber.delete_subscription(subscription=name, timeout=CALL_TIMEOUT_S)
            except GoogleAPICallError:
                return  # the broker is gone, and the tap with it

    def heard(self) -> list[Crossed]:
        """Return what crossed since the last call, in the order it was published."""
        with _answered():
            found = [
                message
                for name, (region, topic) in self._taps.items()
                for message in self._drained(name, region, topic)
            ]
        return sorted(found, key=lambda message: message.published_at_ms)

    def _drained(self, name: str, region: RegionName, topic: str) -> list[Crossed]:
        heard: list[Crossed] = []
        while received := self._pull(name):
            heard.extend(_crossed(region, topic, each.message) for each in received)
            ack_ids = [each.ack_id for each in received]
            self._subscriber.acknowledge(subscription=name, ack_ids=ack_ids, timeout=CALL_TIMEOUT_S)
        return heard

    def _pull(self, name: str) -> list[Any]:
        request = {"subscription": name, "max_messages": PULLED_MAX, "return_immediately": True}
        with warnings.catch_warnings():
            # Deprecated for consumers, who should wait; an empty tap shall answer at once.
            warnings.simplefilter("ignore", DeprecationWarning)
            answer = self._subscriber.pull(request=request, timeout=CALL_TIMEOUT_S)
        return list(answer.received_messages)


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except GoogleAPICallError:
        raise ConnectionError("Pub/Sub does not answer") from None


def _tap_of(region: RegionName) -> str:
    return f"projects/{REGIONS[region].project}/subscriptions/tap-{token_hex(12)}"


def _crossed(region: RegionName, topic: str, message: Any) -> Crossed:
    return Crossed(
        origin=region,
        topic=topic,
        published_at_ms=int(message.publish_time.timestamp() * 1000),
        ordering_key=message.ordering_key,
        attributes=dict(message.attributes),
        text=_text_of(bytes(message.data)),
    )


def _text_of(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
