"""The checkpoints there are, and the heads that one names."""

from collections.abc import Sequence

from shared.core.documents import Condition, Documents, Snapshot
from shared.eu.ledger.model.checkpoint import Checkpoint, Head, SignedCheckpoint
from shared.eu.ledger.paths import CHECKPOINTS, checkpoint_of, heads_of, heads_path

CHECKPOINTS_OF_PAGE_MAX = 500
BATCHES_OF_READ_MAX = 50


def last_checkpoint(documents: Documents) -> SignedCheckpoint | None:
    """Return the last checkpoint, None before the first.

    Raises Unavailable.
    """
    found = documents.query(CHECKPOINTS, order_by="number", descending=True, limit=1)
    return checkpoint_of(found[0].data or {}) if found else None


def every_checkpoint(documents: Documents) -> list[SignedCheckpoint]:
    """Return all checkpoints by number.

    Raises Unavailable.
    """
    checkpoints: list[SignedCheckpoint] = []
    while page := _page(documents, checkpoints[-1].checkpoint.number if checkpoints else 0):
        checkpoints += (checkpoint_of(seen.data or {}) for seen in page)
    return checkpoints


def heads_under(documents: Documents, checkpoint: Checkpoint) -> dict[str, Sequence[Head]]:
    """Return the heads that a checkpoint names, by batch; a batch that is gone is left out.

    Raises Unavailable.
    """
    found: dict[str, Sequence[Head]] = {}
    for first in range(0, len(checkpoint.batches), BATCHES_OF_READ_MAX):
        digests = checkpoint.batches[first : first + BATCHES_OF_READ_MAX]
        read = documents.get([heads_path(digest) for digest in digests])
        for digest, seen in zip(digests, read, strict=True):
            if seen.data is not None:
                found[digest] = heads_of(seen.data)
    return found


def _page(documents: Documents, after: int) -> list[Snapshot]:
    following = [Condition("number", ">", after)]
    return documents.query(CHECKPOINTS, following, order_by="number", limit=CHECKPOINTS_OF_PAGE_MAX)
