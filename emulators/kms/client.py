"""Google's own client, connected to the local service as one account."""

from typing import Any

import grpc
from google.cloud.kms_v1 import KeyManagementServiceClient
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceGrpcTransport,
)

from emulators.kms.access import BEARER

# The service may be restarted under us: look for it often, not after gRPC's growing pauses.
CHANNEL_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 500),
)


def client_at(host: str, caller: str | None = None) -> Any:
    """Return a client whose calls name `caller`, the e-mail of an account."""
    channel = grpc.insecure_channel(host, options=CHANNEL_OPTIONS)
    if caller is not None:
        channel = grpc.intercept_channel(channel, _As(caller))
    return KeyManagementServiceClient(transport=KeyManagementServiceGrpcTransport(channel=channel))


class _As(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # grpc is untyped
    """Names the caller in the header of every call."""

    def __init__(self, caller: str) -> None:
        self._header = ("authorization", f"{BEARER}{caller}")

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        metadata = [*(details.metadata or ()), self._header]
        return continuation(details._replace(metadata=metadata), request)
