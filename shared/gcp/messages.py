"""Pub/Sub as the messages port (D1, D2): direct calls, never the batching client.

The batching client waits to fill a batch and repeats by itself; here every call is one attempt.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import grpc
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.types import pubsub as pubsub_types

from shared.core.counters import Counters
from shared.core.errors import Unavailable
from shared.core.messages import NEWS, Message
from shared.gcp.rpc import LazyChannel, answer_of, metadata_for

GLOBAL_ENDPOINT = "pubsub.googleapis.com:443"
TIMEOUT_MS_DEFAULT = 10_000
PUBLISH_MESSAGES_MAX = 1_000

PbPublishRequest = pubsub_types.PublishRequest.pb()
PbPublishResponse = pubsub_types.PublishResponse.pb()
PbMessage = pubsub_types.PubsubMessage.pb()


class PubSubMessages:
    """The topics of one project, published to by the endpoint of `region`. Safe to share."""

    def __init__(
        self,
        project: str,
        emulator_host: str | None,
        counters: Counters | None = None,
        timeout_ms: int = TIMEOUT_MS_DEFAULT,
        region: str | None = None,
    ) -> None:
        self._project = project
        self._emulator_host = emulator_host
        self._counters = counters or Counters()
        self._timeout_s = timeout_ms / 1000
        endpoint = f"{region}-{GLOBAL_ENDPOINT}" if region else GLOBAL_ENDPOINT
        self._channel = LazyChannel(endpoint, emulator_host, PublisherGrpcTransport.create_channel)
        self._publish: Any = None
        # A call that nobody refers to any more is cancelled.
        self._hints: set[Any] = set()

    def publish(self, topic: str, messages: Sequence[Message]) -> list[str]:
        """Hand messages to the broker durably and return their ids, in order.

        Raises Unavailable; the messages may then have been published or not.
        """
        if not messages:
            return []
        if len(messages) > PUBLISH_MESSAGES_MAX:
            raise ValueError("too many messages at once")
        by_key: dict[str, list[int]] = {}
        for index, message in enumerate(messages):
            by_key.setdefault(message.ordering_key, []).append(index)
        name = f"projects/{self._project}/topics/{topic}"
        # Pub/Sub takes one ordering key a request.
        requests = [
            PbPublishRequest(topic=name, messages=[_pb(messages[index]) for index in indexes])
            for indexes in by_key.values()
        ]
        ids = [""] * len(messages)
        for indexes, published in zip(by_key.values(), self._answers(name, requests), strict=True):
            for index, message_id in zip(indexes, published, strict=True):
                ids[index] = message_id
        self._counters.count("publishes", topic, len(messages))
        return ids

    def hint(self, topic: str) -> None:
        """Send NEWS, without waiting whether it was taken; nothing tells where it was not."""
        name = f"projects/{self._project}/topics/{topic}"
        request = PbPublishRequest(topic=name, messages=[_pb(NEWS)])
        try:
            call = self._call().future(request, **self._options(name))
        except Unavailable:  # there is no channel, and what the hint is about was committed
            return
        self._hints.add(call)
        call.add_done_callback(self._hints.discard)
        self._counters.count("publishes", topic)

    def _answers(self, name: str, requests: Sequence[Any]) -> list[list[str]]:
        publish, options = self._call(), self._options(name)
        if len(requests) == 1:
            # Without a future, which costs a fifth of a millisecond.
            answers = [answer_of(lambda: publish(requests[0], **options))]
        else:
            calls = [publish.future(request, **options) for request in requests]
            answers = [answer_of(call.result) for call in calls]
        return [_message_ids(answer) for answer in answers]

    def _options(self, name: str) -> dict[str, Any]:
        return {
            "timeout": self._timeout_s,
            "metadata": metadata_for(self._emulator_host, f"topic={quote(name, safe='')}"),
        }

    def _call(self) -> Any:
        if self._publish is None:
            self._publish = self._channel.get().unary_unary(
                "/google.pubsub.v1.Publisher/Publish",
                PbPublishRequest.SerializeToString,
                PbPublishResponse.FromString,
            )
        return self._publish


def _pb(message: Message) -> Any:
    return PbMessage(
        data=message.data,
        attributes=dict(message.attributes),
        ordering_key=message.ordering_key,
    )


def _message_ids(answer: Any) -> list[str]:
    if isinstance(answer, grpc.StatusCode):
        raise Unavailable(answer.name)
    return list(answer.message_ids)
