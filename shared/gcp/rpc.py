"""Channels to Google's services or their emulators, and single attempts over them."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

import grpc
from google.auth.exceptions import GoogleAuthError
from grpc.experimental import ChannelOptions

from shared.core.errors import Unavailable

Answered = TypeVar("Answered")

CHANNEL_OPTIONS = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # Streams are read by the calling thread; handing them over costs half a millisecond a read.
    (ChannelOptions.SingleThreadedUnaryStream, 1),
]


class LazyChannel:
    """A channel that is opened when it is first needed, so never before a server forks.

    `official` is the `create_channel` of Google's own transport: it brings the credentials.
    """

    def __init__(
        self,
        endpoint: str,
        emulator_host: str | None,
        official: Callable[..., Any],
        interceptors: Sequence[grpc.UnaryUnaryClientInterceptor] = (),
    ) -> None:
        self._endpoint = endpoint
        self._emulator_host = emulator_host
        self._official = official
        self._interceptors = interceptors
        self._channel: Any = None
        self._lock = Lock()

    def get(self) -> Any:
        """Return the channel.

        Raises Unavailable where there are no credentials.
        """
        with self._lock:
            if self._channel is None:
                self._channel = grpc.intercept_channel(self._open(), *self._interceptors)
            return self._channel

    def _open(self) -> Any:
        if self._emulator_host is not None:
            return grpc.insecure_channel(self._emulator_host, options=CHANNEL_OPTIONS)
        try:
            return self._official(self._endpoint, options=CHANNEL_OPTIONS)
        except GoogleAuthError as error:
            raise Unavailable(type(error).__name__) from None


def metadata_for(emulator_host: str | None, routing: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a call; `routing` names the resource that a request is routed by."""
    routed = (("x-goog-request-params", routing),)
    return routed if emulator_host is None else (*routed, ("authorization", "Bearer owner"))


def answer_of(call: Callable[[], Answered]) -> Answered | grpc.StatusCode:
    """Return a call's answer or its status code.

    The exception ends here: its text may quote what was sent.
    """
    try:
        return call()
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
