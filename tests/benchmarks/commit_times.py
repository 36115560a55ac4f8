"""When documents were written, by the database's own clock: the machine's, on the emulator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import grpc
from google.cloud.firestore_v1.types import firestore as firestore_types

from shared.gcp.firestore_values import plain_fields
from tests.benchmarks.paths import Store

PbBatchGetRequest = firestore_types.BatchGetDocumentsRequest.pb()
PbBatchGetResponse = firestore_types.BatchGetDocumentsResponse.pb()


@dataclass(frozen=True, slots=True)
class Written:
    """A document with the instants of its first and last commit, in seconds since 1970."""

    data: dict[str, Any]
    created_s: float
    updated_s: float


class CommitTimes:
    """Reads documents of any database behind one address."""

    def __init__(self, firestore_host: str) -> None:
        self._channel = grpc.insecure_channel(firestore_host)
        self._get = self._channel.unary_stream(
            "/google.firestore.v1.Firestore/BatchGetDocuments",
            PbBatchGetRequest.SerializeToString,
            PbBatchGetResponse.FromString,
        )

    def of(self, store: Store, paths: Sequence[str]) -> dict[str, Written]:
        """Return what is there of `paths`."""
        root = f"{store.name}/documents/"
        request = PbBatchGetRequest(database=store.name, documents=[root + path for path in paths])
        routing = f"database={quote(store.name, safe='')}"
        metadata = (("x-goog-request-params", routing), ("authorization", "Bearer owner"))
        found = [r.found for r in self._get(request, metadata=metadata) if r.HasField("found")]
        return {
            document.name.removeprefix(root): Written(
                plain_fields(document.fields),
                document.create_time.ToNanoseconds() / 1e9,
                document.update_time.ToNanoseconds() / 1e9,
            )
            for document in found
        }

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()
