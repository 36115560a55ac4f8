"""Identifiers: each kind its own type; those that must replay are computed from their source."""

import re
from typing import NewType
from uuid import UUID, uuid5

AccountId = NewType("AccountId", str)
AssetId = NewType("AssetId", str)
CohortId = NewType("CohortId", str)
EntryId = NewType("EntryId", str)
EventId = NewType("EventId", str)
ExecutionId = NewType("ExecutionId", str)
OrderId = NewType("OrderId", str)
OrderToken = NewType("OrderToken", str)

_NAMESPACE = UUID("6f2c9c1e-5d0e-4c57-9b3f-4a5f7f4b8a10")
SHARD_COUNT = 16
# Request ids stand in logs: what callers send must look like an id, not like a number of a person.
REQUEST_ID_FORM = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def derive(kind: str, *parts: str) -> str:
    """Return the UUID that always belongs to this kind and these parts."""
    return str(uuid5(_NAMESPACE, "\x1f".join((kind, *parts))))


def random_uuid(token_hex: str) -> str:
    """Shape 16 random bytes, given as hexadecimal, into a version 4 UUID."""
    return str(UUID(hex=token_hex, version=4))


def shard_of(identifier: str) -> int:
    """Return the shard, 0 to 15, that spreads a sparse index over Firestore's key range (D9)."""
    return uuid5(_NAMESPACE, identifier).bytes[0] % SHARD_COUNT
