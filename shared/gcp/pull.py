"""A subscription of this instance alone: every instance gets every message (D11).

It is made when the instance starts and deleted when it ends; one that was killed leaves a
subscription behind, which ends by itself a day later. What comes is acknowledged when it was handed
over: whoever needs more than that reads the truth from the database.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import grpc
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcAsyncIOTransport
from google.pubsub_v1.types import pubsub as pubsub_types

from shared.core.messages import Delivery
from shared.gcp.logs import log
from shared.gcp.messages import GLOBAL_ENDPOINT
from shared.gcp.rpc import metadata_for

ACK_DEADLINE_S = 60
RETENTION_S = 600
EXPIRATION_S = 86_400
CALL_TIMEOUT_S = 10
PAUSE_MS = 250

PbSubscription = pubsub_types.Subscription.pb()
PbDeleteRequest = pubsub_types.DeleteSubscriptionRequest.pb()
PbPullRequest = pubsub_types.StreamingPullRequest.pb()
PbPullResponse = pubsub_types.StreamingPullResponse.pb()
_SERVICE = "/google.pubsub.v1.Subscriber"


class OwnSubscription:
    """A pull subscription on a topic of the same project; lives in one event loop."""

    def __init__(
        self, project: str, emulator_host: str | None, topic: str, name: str, region: str | None
    ) -> None:
        self._topic = f"projects/{project}/topics/{topic}"
        self._name = f"projects/{project}/subscriptions/{name}"
        self._metadata = metadata_for(emulator_host, f"subscription={quote(self._name, safe='')}")
        endpoint = f"{region}-{GLOBAL_ENDPOINT}" if region else GLOBAL_ENDPOINT
        if emulator_host is not None:
            self._channel: Any = grpc.aio.insecure_channel(emulator_host)
        else:
            self._channel = SubscriberGrpcAsyncIOTransport.create_channel(endpoint)

    async def pull(
        self, connected: Callable[[], None], handle: Callable[[Sequence[Delivery]], None]
    ) -> None:
        """Hand over what comes, for ever; `connected` is told whenever something may be missing."""
        pause_ms = PAUSE_MS
        while True:
            try:
                await self._create()
                connected()
                await self._pull(handle)
            except grpc.aio.AioRpcError as error:
                log("WARNING", "pull ended", error=error.code().name)
            await asyncio.sleep(pause_ms / 1000)

    async def close(self) -> None:
        """Delete the subscription."""
        delete = self._channel.unary_unary(
            f"{_SERVICE}/DeleteSubscription", PbDeleteRequest.SerializeToString
        )
        request = PbDeleteRequest(subscription=self._name)
        with suppress(grpc.aio.AioRpcError):
            await delete(request, timeout=1, metadata=self._metadata)
        await self._channel.close()

    async def _create(self) -> None:
        create = self._channel.unary_unary(
            f"{_SERVICE}/CreateSubscription",
            PbSubscription.SerializeToString,
            PbSubscription.FromString,
        )
        wanted = PbSubscription(
            name=self._name, topic=self._topic, ack_deadline_seconds=ACK_DEADLINE_S
        )
        wanted.message_retention_duration.seconds = RETENTION_S
        wanted.expiration_policy.ttl.seconds = EXPIRATION_S
        try:
            await create(wanted, timeout=CALL_TIMEOUT_S, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.ALREADY_EXISTS:
                raise

    async def _pull(self, handle: Callable[[Sequence[Delivery]], None]) -> None:
        streaming_pull = self._channel.stream_stream(
            f"{_SERVICE}/StreamingPull",
            PbPullRequest.SerializeToString,
            PbPullResponse.FromString,
        )
        call = streaming_pull(metadata=self._metadata)
        asked = PbPullRequest(subscription=self._name, stream_ack_deadline_seconds=ACK_DEADLINE_S)
        await call.write(asked)
        while (response := await call.read()) is not grpc.aio.EOF:
            received = response.received_messages
            handle([_delivery(each.message) for each in received])
            await call.write(PbPullRequest(ack_ids=[each.ack_id for each in received]))


def _delivery(message: Any) -> Delivery:
    return Delivery(message.data, dict(message.attributes), message.message_id)
