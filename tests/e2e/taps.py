"""Listen in on every topic of both projects, dead letters included, without disturbing anyone."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import grpc
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PubsubMessage

PULLED_MAX = 1_000
ACK_DEADLINE_S = 600
CALL_TIMEOUT_S = 10


class Taps:
    """One pull subscription a topic; hears what is published after it was opened.

    Everything heard is kept, by the topic's full name.
    """

    def __init__(self, regions: Sequence[Mapping[str, Any]]) -> None:
        channel = grpc.insecure_channel(regions[0]["pubsub_host"])
        self._publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        self._heard: dict[str, list[PubsubMessage]] = {}
        self._subscriptions: dict[str, str] = {}
        for region in regions:
            for topic in self._publisher.list_topics(project=f"projects/{region['project']}"):
                self._tap(topic.name, region["project"])

    def heard(self) -> Mapping[str, Sequence[PubsubMessage]]:
        """Return all messages so far, by topic."""
        for topic, subscription in self._subscriptions.items():
            self._drain(subscription, self._heard[topic])
        return self._heard

    def dead_letters(self) -> list[PubsubMessage]:
        """Return all messages that a subscription has given up on."""
        return [
            m for topic, heard in self.heard().items() if topic.endswith("-dead") for m in heard
        ]

    def publish(self, topic: str, message: PubsubMessage) -> None:
        """Publish a message as anyone could who may publish there."""
        self._publisher.publish(topic=topic, messages=[message], timeout=CALL_TIMEOUT_S)

    def close(self) -> None:
        """Stop listening."""
        for subscription in self._subscriptions.values():
            self._subscriber.delete_subscription(subscription=subscription, timeout=CALL_TIMEOUT_S)
        self._subscriptions.clear()

    def _tap(self, topic: str, project: str) -> None:
        name = f"projects/{project}/subscriptions/tap-{uuid4().hex}"
        self._subscriber.create_subscription(
            request={"name": name, "topic": topic, "ack_deadline_seconds": ACK_DEADLINE_S},
            timeout=CALL_TIMEOUT_S,
        )
        self._subscriptions[topic] = name
        self._heard[topic] = []

    def _drain(self, subscription: str, heard: list[PubsubMessage]) -> None:
        while received := self._pull(subscription):
            heard.extend(each.message for each in received)
            self._subscriber.acknowledge(
                subscription=subscription,
                ack_ids=[each.ack_id for each in received],
                timeout=CALL_TIMEOUT_S,
            )

    def _pull(self, subscription: str) -> Sequence[Any]:
        request = {
            "subscription": subscription,
            "max_messages": PULLED_MAX,
            "return_immediately": True,
        }
        with warnings.catch_warnings():
            # Deprecated for consumers, who should wait; an empty tap shall answer at once.
            warnings.simplefilter("ignore", DeprecationWarning)
            answer = self._subscriber.pull(request=request, timeout=CALL_TIMEOUT_S)
        return list(answer.received_messages)
