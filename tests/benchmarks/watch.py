"""See a document's commits as they land, over Firestore's listen stream.

On the emulator a change arrives no later than the answer that the committing client gets. One
document a target: a target with many documents, or a query, slows every commit down.
"""

import time
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Condition, Thread
from typing import Any

import grpc
from google.cloud.firestore_v1.types import firestore as firestore_types

from tests.benchmarks.paths import OrderPath

TIMEOUT_S = 20
PbListenRequest = firestore_types.ListenRequest.pb()
PbListenResponse = firestore_types.ListenResponse.pb()
CURRENT = firestore_types.TargetChange.pb().CURRENT


class NotBooked(Exception):
    """Say that an order was accepted and never booked."""


@dataclass(frozen=True, slots=True)
class Target:
    """A document that is being watched."""

    number: int
    name: str


class Watch:
    """Watches orders of one path, one at a time or many."""

    def __init__(self, firestore_host: str, path: OrderPath) -> None:
        self._path = path
        self._requests: SimpleQueue[Any] = SimpleQueue()
        self._changed = Condition()
        self._current: set[int] = set()
        self._booked_ns: dict[str, int] = {}
        self._last_number = 0
        self._channel = grpc.insecure_channel(firestore_host)
        listen = self._channel.stream_stream(
            "/google.firestore.v1.Firestore/Listen",
            PbListenRequest.SerializeToString,
            PbListenResponse.FromString,
        )
        headers = (
            ("authorization", "Bearer owner"),
            ("google-cloud-resource-prefix", path.eu.name),
        )
        self._responses = listen(iter(self._requests.get, None), metadata=headers)
        Thread(target=self._read, name=f"watch {path.name}", daemon=True).start()

    def begin(self, document: str) -> Target:
        """Return when every further commit of a document will be seen."""
        self._last_number += 1
        target = Target(self._last_number, f"{self._path.eu.name}/documents/{document}")
        request = PbListenRequest(database=self._path.eu.name)
        request.add_target.target_id = target.number
        request.add_target.documents.documents.append(target.name)
        self._requests.put(request)
        with self._changed:
            if not self._changed.wait_for(lambda: target.number in self._current, TIMEOUT_S):
                raise TimeoutError("the listen stream is silent")
        return target

    def booked_ns(self, target: Target) -> int:
        """Return when the order was seen booked, by the clock of `time.perf_counter_ns`.

        Raises NotBooked.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: target.name in self._booked_ns, TIMEOUT_S):
                raise NotBooked(target.name)
        request = PbListenRequest(database=self._path.eu.name, remove_target=target.number)
        self._requests.put(request)
        return self._booked_ns[target.name]

    def close(self) -> None:
        """End the stream."""
        self._requests.put(None)
        self._channel.close()

    def _read(self) -> None:
        try:
            for response in self._responses:
                self._take(response, time.perf_counter_ns())
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.CANCELLED:  # what `close` does
                raise

    def _take(self, response: Any, now_ns: int) -> None:
        kind = response.WhichOneof("response_type")
        with self._changed:
            if kind == "target_change" and response.target_change.target_change_type == CURRENT:
                self._current.update(response.target_change.target_ids)
            elif kind == "document_change":
                document = response.document_change.document
                state = document.fields[self._path.state_field].string_value
                if state == self._path.booked:
                    self._booked_ns.setdefault(document.name, now_ns)
            self._changed.notify_all()
