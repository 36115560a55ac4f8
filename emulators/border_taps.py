"""Listen in on what crosses the border, in both directions, without disturbing anyone."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

import grpc
from google.api_core.exceptions import GoogleAPICallError
from google.pubsub_v1 import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from emulators.crossings import Crossed, Topics, text_of
from emulators.regions import REGIONS, RegionName

PULLED_MAX = 100
CALL_TIMEOUT_S = 10
TAP_LIFE_S = 24 * 60 * 60
"""A tap that nobody closed is forgotten by the broker after its shortest possible life."""


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
        text=text_of(bytes(message.data)),
    )
