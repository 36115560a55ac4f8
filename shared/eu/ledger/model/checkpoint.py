"""Checkpoints: all chain heads of a moment, hashed in batches, chained and signed (D6, R-905)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from shared.core.canonical import CHAIN_START, canonical_json, chain_hash
from shared.core.clock import rfc3339

BATCHES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ended: the number and the hash of its last entry."""

    chain: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the batches of heads by their digests, and the checkpoint before.

    Numbers are dense from 1. `closed_through` is the last day that was closed when it was taken:
    nothing that a later entry says can be effective on it or before.
    """

    number: int
    taken_at: datetime
    closed_through: date
    previous: str
    batches: tuple[str, ...]
    head_count: int

    def fields(self) -> dict[str, Any]:
        """Return what is signed, as texts."""
        return {
            "schema": "1",
            "number": str(self.number),
            "taken_at": rfc3339(self.taken_at),
            "closed_through": self.closed_through.isoformat(),
            "previous": self.previous,
            "batches": list(self.batches),
            "heads": str(self.head_count),
        }

    def body(self) -> bytes:
        """Return the canonical JSON that is hashed and signed."""
        return canonical_json(self.fields())

    @property
    def hash(self) -> str:
        """Return the hash that the next checkpoint names."""
        return chain_hash(self.previous, self.body())


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with its signature (hexadecimal DER), by which key, and that key's PEM."""

    checkpoint: Checkpoint
    signature: str
    key: str
    public_key: str


def batch_digest(heads: Sequence[Head]) -> str:
    """Return the SHA-256 of the heads as a list of [chain, number, hash]."""
    return sha256(canonical_json(listed(heads))).hexdigest()


def listed(heads: Sequence[Head]) -> list[list[str]]:
    """Return heads as the lists of texts that are hashed and exported."""
    return [[head.chain, str(head.sequence), head.hash] for head in heads]


def next_checkpoint(
    last: Checkpoint | None,
    batches: Sequence[Sequence[Head]],
    taken_at: datetime,
    closed_through: date,
) -> Checkpoint:
    """Return the checkpoint after `last` over batches of heads."""
    return Checkpoint(
        number=last.number + 1 if last else 1,
        taken_at=taken_at,
        closed_through=closed_through,
        previous=last.hash if last else CHAIN_START,
        batches=tuple(map(batch_digest, batches)),
        head_count=sum(map(len, batches)),
    )
