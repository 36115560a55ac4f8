"""Read everything that lies in a region's databases, past the project's own drivers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.cloud.firestore_v1.types import firestore as firestore_types
from google.protobuf.json_format import MessageToJson

DEFAULT_DATABASE = "(default)"
MESSAGE_BYTES_MAX = 64 * 1024 * 1024
TIMEOUT_S = 30

PbRunQueryRequest = firestore_types.RunQueryRequest.pb()
PbRunQueryResponse = firestore_types.RunQueryResponse.pb()

_EVERYTHING = {"from_": [{"all_descendants": True}]}
_EVERY_NAME = {**_EVERYTHING, "select": {"fields": [{"field_path": "__name__"}]}}
_AS_OWNER = (("authorization", "Bearer owner"),)

# Prices move, and the jobs keep their books, whether anybody asks for anything or not.
BY_TIME = frozenset(
    {
        "checkpoint_heads", "checkpoints", "displayed", "house_balances", "house_shards", "quotes",
        "rebate_days",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document under its full name, its fields rendered as JSON."""

    name: str
    content: bytes


class RegionDatabases:
    """All databases of one project on the emulator, the default one included."""

    def __init__(self, region: Mapping[str, Any]) -> None:
        channel = grpc.insecure_channel(
            region["firestore_host"],
            options=[("grpc.max_receive_message_length", MESSAGE_BYTES_MAX)],
        )
        self._run_query = channel.unary_stream(
            "/google.firestore.v1.Firestore/RunQuery",
            PbRunQueryRequest.SerializeToString,
            PbRunQueryResponse.FromString,
        )
        names = {*region["databases"], DEFAULT_DATABASE}
        self._roots = [
            f"projects/{region['project']}/databases/{name}/documents" for name in sorted(names)
        ]

    def documents(self) -> list[StoredDocument]:
        """Return every document of every collection, subcollections included."""
        return [
            StoredDocument(
                found.name, MessageToJson(found, indent=None, ensure_ascii=False).encode()
            )
            for found in self._found(_EVERYTHING)
        ]

    def state(self) -> dict[str, int]:
        """Return when each document was last changed, but for those that time itself changes."""
        return {
            found.name: found.update_time.ToNanoseconds()
            for found in self._found(_EVERY_NAME)
            if found.name.split("/")[-2] not in BY_TIME
        }

    def _found(self, query: Mapping[str, Any]) -> Iterator[Any]:
        for root in self._roots:
            request = PbRunQueryRequest(parent=root, structured_query=query)
            for response in self._run_query(request, timeout=TIMEOUT_S, metadata=_AS_OWNER):
                if response.HasField("document"):
                    yield response.document
