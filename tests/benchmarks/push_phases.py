"""Give the emulator's push loops new phases, so that no order's wait follows from the one before.

The emulator looks for messages about every 100 ms, for each subscription on a beat of its own.
Random pauses between orders vary the first hop's wait. The second hop's is the distance of two
beats, which drifts slowly and would tie each order's time to that of the one before. A subscription
that is made again, as it was, has a new beat (setting its push endpoint again is not enough).
"""

import time
from random import Random

import grpc
from google.pubsub_v1 import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport

from tests.benchmarks.paths import OrderPath

BEAT_S = 0.1


class PushPhases:
    """The push subscriptions that a path's orders go through."""

    def __init__(self, pubsub_host: str, path: OrderPath) -> None:
        self._channel = grpc.insecure_channel(pubsub_host)
        self._client = SubscriberClient(transport=SubscriberGrpcTransport(channel=self._channel))
        self._subscriptions = [
            self._client.get_subscription(subscription=name) for name in path.subscriptions
        ]

    def renew(self, dice: Random) -> None:
        """Start every beat anew, each after a random pause; nothing may be under way."""
        for subscription in self._subscriptions:
            self._client.delete_subscription(subscription=subscription.name)
            self._client.create_subscription(request=subscription)
            time.sleep(dice.random() * BEAT_S)

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()
