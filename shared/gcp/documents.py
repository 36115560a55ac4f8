"""Firestore as the documents port (D7, D8).

Requests are built from the client library's protobuf classes and sent over its channel: its
high-level client takes twice as long and three times the processor, and repeats a commit whose
answer was lost. Here every call is one attempt with a deadline.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import grpc
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import firestore as firestore_types

from shared.core.counters import Counters, collection_of
from shared.core.document_rules import check_paths, check_query, check_writes
from shared.core.documents import Condition, Create, Delete, Replace, Snapshot, Write
from shared.core.errors import CommitUnknown, Conflict, StoreError, Unavailable
from shared.gcp.firestore_queries import structured_query
from shared.gcp.firestore_values import fill_fields, plain_fields
from shared.gcp.rpc import LazyChannel, answer_of, metadata_for

ENDPOINT = "firestore.googleapis.com:443"
TIMEOUT_MS_DEFAULT = 10_000

PbBatchGetRequest = firestore_types.BatchGetDocumentsRequest.pb()
PbBatchGetResponse = firestore_types.BatchGetDocumentsResponse.pb()
PbCommitRequest = firestore_types.CommitRequest.pb()
PbCommitResponse = firestore_types.CommitResponse.pb()
PbRunQueryRequest = firestore_types.RunQueryRequest.pb()
PbRunQueryResponse = firestore_types.RunQueryResponse.pb()

LOST_RACES = frozenset(
    {
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.ABORTED,
    }
)
# The server looked at the commit and refused it; every status not listed may hide a success.
REFUSALS = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.OUT_OF_RANGE,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)


@dataclass(frozen=True, slots=True)
class _Calls:
    """The three remote procedures, over one channel."""

    batch_get: Any
    commit: Any
    run_query: Any


class FirestoreDocuments:
    """One Firestore database; a document's token is its update time. Safe to share by threads."""

    def __init__(
        self,
        project: str,
        database: str,
        emulator_host: str | None,
        counters: Counters | None = None,
        timeout_ms: int = TIMEOUT_MS_DEFAULT,
        interceptors: Sequence[grpc.UnaryUnaryClientInterceptor] = (),
    ) -> None:
        self._database = f"projects/{project}/databases/{database}"
        self._root = f"{self._database}/documents"
        self._counters = counters or Counters()
        self._timeout_s = timeout_ms / 1000
        routing = f"database={quote(self._database, safe='')}"
        self._metadata = metadata_for(emulator_host, routing)
        self._channel = LazyChannel(
            ENDPOINT, emulator_host, FirestoreGrpcTransport.create_channel, interceptors
        )
        self._opened: _Calls | None = None

    def get(self, paths: Sequence[str]) -> list[Snapshot]:
        """Read documents in one round trip, in the order asked.

        Raises Unavailable.
        """
        if not paths:
            return []
        check_paths(paths)
        names = [f"{self._root}/{path}" for path in dict.fromkeys(paths)]
        request = PbBatchGetRequest(database=self._database, documents=names)
        responses = self._stream(self._calls().batch_get, request)
        found = {r.found.name: r.found for r in responses if r.WhichOneof("result") == "found"}
        seen = {name: self._snapshot(name, found.get(name)) for name in names}
        self._count("reads", paths)
        return [seen[f"{self._root}/{path}"] for path in paths]

    def commit(self, writes: Sequence[Write]) -> None:
        """Apply all writes or none.

        Raises Conflict, CommitUnknown, Unavailable.
        """
        if not writes:
            return
        check_writes(writes)
        request = PbCommitRequest(database=self._database)
        for write in writes:
            self._add(request.writes.add(), write)
        commit = self._calls().commit
        answer = answer_of(
            lambda: commit(request, timeout=self._timeout_s, metadata=self._metadata)
        )
        if isinstance(answer, grpc.StatusCode):
            raise _commit_error(answer, writes)
        self._count("writes", [write.path for write in writes])

    def query(
        self,
        collection: str,
        where: Sequence[Condition] = (),
        *,
        order_by: str | None = None,
        descending: bool = False,
        limit: int,
    ) -> list[Snapshot]:
        """Return at most `limit` documents of a collection that meet every condition.

        Raises Unavailable.
        """
        check_query(collection, where, order_by, descending, limit)
        query = structured_query(collection, where, order_by, descending, limit)
        request = PbRunQueryRequest(parent=self._root, structured_query=query)
        responses = self._stream(self._calls().run_query, request)
        matches = [r.document for r in responses if r.HasField("document")]
        self._counters.count("queries", collection)
        self._counters.count("reads", collection, max(1, len(matches)))
        return [self._snapshot(match.name, match) for match in matches]

    def _calls(self) -> _Calls:
        if self._opened is None:
            self._opened = _calls_over(self._channel.get())
        return self._opened

    def _stream(self, call: Any, request: Any) -> list[Any]:
        answer = answer_of(
            lambda: list(call(request, timeout=self._timeout_s, metadata=self._metadata))
        )
        if isinstance(answer, grpc.StatusCode):
            raise Unavailable(answer.name)
        return answer

    def _snapshot(self, name: str, document: Any) -> Snapshot:
        path = name[len(self._root) + 1 :]
        if document is None:
            return Snapshot(path, None)
        return Snapshot(path, plain_fields(document.fields), document.update_time)

    def _add(self, target: Any, write: Write) -> None:
        name = f"{self._root}/{write.path}"
        if isinstance(write, Delete):
            target.delete = name
        else:
            target.update.name = name
            fill_fields(target.update.fields, write.data)
        if isinstance(write, Create):
            target.current_document.exists = False
        elif isinstance(write, Replace | Delete):
            target.current_document.update_time.CopyFrom(write.token)

    def _count(self, kind: str, paths: Iterable[str]) -> None:
        for collection, amount in Counter(map(collection_of, paths)).items():
            self._counters.count(kind, collection, amount)


def _calls_over(channel: Any) -> _Calls:
    service = "/google.firestore.v1.Firestore"
    return _Calls(
        channel.unary_stream(
            f"{service}/BatchGetDocuments",
            PbBatchGetRequest.SerializeToString,
            PbBatchGetResponse.FromString,
        ),
        channel.unary_unary(
            f"{service}/Commit", PbCommitRequest.SerializeToString, PbCommitResponse.FromString
        ),
        channel.unary_stream(
            f"{service}/RunQuery",
            PbRunQueryRequest.SerializeToString,
            PbRunQueryResponse.FromString,
        ),
    )


def _commit_error(status: grpc.StatusCode, writes: Sequence[Write]) -> StoreError:
    guarded = any(isinstance(write, Replace | Delete) for write in writes)
    if status in LOST_RACES or (status is grpc.StatusCode.NOT_FOUND and guarded):
        return Conflict(status.name)
    if status in REFUSALS:
        return Unavailable(status.name)
    return CommitUnknown(status.name)
