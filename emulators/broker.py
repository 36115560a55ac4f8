"""Create topics, push subscriptions and dead letters of topology.json on the Pub/Sub emulator.

Everything may be repeated: what is there already is pointed to the given endpoints.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import grpc
from google.api_core.exceptions import AlreadyExists, NotFound, ServiceUnavailable
from google.api_core.retry import Retry, if_exception_type
from google.pubsub_v1 import PublisherClient, SubscriberClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PushConfig, Subscription

from emulators.regions import REGIONS, RegionName
from emulators.topology import Job

CALL_TIMEOUT_S = 5
# The emulator may be restarted under us: look for it often, not after gRPC's growing pauses.
CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
)
REPEAT = Retry(if_exception_type(ServiceUnavailable), initial=0.05, maximum=0.2, timeout=15)


FunctionUrl = Callable[[RegionName, str], str]


class Broker:
    """The Pub/Sub emulator at `host`; `function_url` tells where a region's function answers."""

    def __init__(self, host: str, function_url: FunctionUrl, topology: Mapping[str, Any]) -> None:
        channel = grpc.insecure_channel(host, options=CHANNEL_OPTIONS)
        self._publisher = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        self._subscriber = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
        self._function_url = function_url
        self._topology = topology

    def create(self) -> None:
        """Make the emulator have every topic and subscription."""
        for topic in self._topology["topics"]:
            self._create_topic(_topic(topic["region"], topic["name"]))
        for listed in self._topology["subscriptions"]:
            self._create_subscription(listed)

    def forget_backlog(self) -> None:
        """Drop what is still to be delivered: it speaks of data that was lost."""
        for listed in self._topology["subscriptions"]:
            name = _subscription(listed["region"], listed["name"])
            with suppress(NotFound):
                self._subscriber.delete_subscription(
                    subscription=name, timeout=CALL_TIMEOUT_S, retry=REPEAT
                )
        self.create()

    def publish_job(self, job: Job) -> None:
        """Publish one tick of a job."""
        message = {"data": json.dumps({"job": job.name}).encode(), "attributes": {"job": job.name}}
        self._publisher.publish(
            request={"topic": _topic(job.region, "jobs"), "messages": [message]},
            timeout=CALL_TIMEOUT_S,
            retry=None,
        )

    def _create_subscription(self, listed: Mapping[str, Any]) -> None:
        delivery = self._topology["delivery"]
        region, name = listed["region"], listed["name"]
        dead_topic = _topic(region, name + delivery["dead_letter_topic_suffix"])
        dead_letters = name + delivery["dead_letter_subscription_suffix"]
        self._create_topic(dead_topic)
        self._subscribe(Subscription(name=_subscription(region, dead_letters), topic=dead_topic))
        endpoint = self._function_url(region, listed["function"]) + listed["path"]
        self._subscribe(
            Subscription(
                name=_subscription(region, name),
                topic=_topic(listed["topic_region"], listed["topic"]),
                push_config=PushConfig(push_endpoint=endpoint),
                # The emulator's push loop dies for good at the first dead letter of an ordered
                # subscription. The numbers in the messages give the order (D2); "ordered" in the
                # list is for the cloud, which can do both.
                enable_message_ordering=False,
                ack_deadline_seconds=listed.get("ack_deadline_s", delivery["ack_deadline_s"]),
                retry_policy={
                    "minimum_backoff": {"seconds": delivery["retry_min_s"]},
                    "maximum_backoff": {"seconds": delivery["retry_max_s"]},
                },
                dead_letter_policy={
                    "dead_letter_topic": dead_topic,
                    "max_delivery_attempts": delivery["max_delivery_attempts"],
                },
            )
        )

    def _create_topic(self, name: str) -> None:
        with suppress(AlreadyExists):
            self._publisher.create_topic(name=name, timeout=CALL_TIMEOUT_S, retry=REPEAT)

    def _subscribe(self, subscription: Any) -> None:
        try:
            self._subscriber.create_subscription(
                request=subscription, timeout=CALL_TIMEOUT_S, retry=REPEAT
            )
        except AlreadyExists:
            self._subscriber.modify_push_config(
                subscription=subscription.name,
                push_config=subscription.push_config,
                timeout=CALL_TIMEOUT_S,
                retry=REPEAT,
            )


def _topic(region: RegionName, name: str) -> str:
    return f"projects/{REGIONS[region].project}/topics/{name}"


def _subscription(region: RegionName, name: str) -> str:
    return f"projects/{REGIONS[region].project}/subscriptions/{name}"
