"""Take checkpoints: read every chain's head, sign what they hash to, keep both for good (D6)."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from shared.core.clock import Clock
from shared.core.documents import Documents
from shared.core.errors import CommitUnknown, Conflict
from shared.core.keys import Keys
from shared.eu.ledger.model.checkpoint import (
    BATCHES_MAX,
    Checkpoint,
    Head,
    SignedCheckpoint,
    next_checkpoint,
)
from shared.eu.ledger.model.periods import closed_through
from shared.eu.ledger.paths import (
    checkpoint_created,
    checkpoint_of,
    checkpoint_path,
    heads_created,
)
from shared.eu.ledger.service.checkpoint_reader import last_checkpoint

KEY = "checkpoint-signing/1"
# An entry is committed within seconds of the moment that it says it was posted at; so late after a
# day was closed, every entry of that day is there.
SETTLED_AFTER = timedelta(minutes=10)

HeadPages = Callable[[], Iterable[Sequence[Head]]]
"""Reads all chain heads, in batches."""


@dataclass(frozen=True, slots=True)
class Checkpointer:
    """Takes checkpoints; any number may try at once, and one of them is the next."""

    documents: Documents
    keys: Keys
    clock: Clock
    heads: HeadPages
    key: str = KEY

    def take_due(self) -> SignedCheckpoint | None:
        """Take a checkpoint when a day was closed since the last one, else None.

        Raises Unavailable, KeyRefused.
        """
        last = last_checkpoint(self.documents)
        closed = closed_through(self.clock.now() - SETTLED_AFTER)
        if last is not None and last.checkpoint.closed_through >= closed:
            return None
        return self._take(last)

    def take(self) -> SignedCheckpoint | None:
        """Take a checkpoint now; None where another was faster: that one will do.

        Raises Unavailable, KeyRefused.
        """
        return self._take(last_checkpoint(self.documents))

    def _take(self, last: SignedCheckpoint | None) -> SignedCheckpoint | None:
        taken_at = self.clock.now()
        closed = closed_through(taken_at - SETTLED_AFTER)
        batches = self._kept_heads()
        before = last.checkpoint if last else None
        return self._kept(self._signed(next_checkpoint(before, batches, taken_at, closed)))

    def _kept_heads(self) -> list[Sequence[Head]]:
        """Keep every batch under its digest; one that is there already says the same."""
        batches: list[Sequence[Head]] = []
        for heads in self.heads():
            if len(batches) == BATCHES_MAX:
                raise OverflowError("more chains than a checkpoint can name")
            with suppress(Conflict):
                self.documents.commit([heads_created(heads)])
            batches.append(heads)
        return batches

    def _signed(self, checkpoint: Checkpoint) -> SignedCheckpoint:
        signature = self.keys.sign(self.key, checkpoint.body()).hex()
        public_key = self.keys.public_key(self.key).decode()
        return SignedCheckpoint(checkpoint, signature, self.key, public_key)

    def _kept(self, signed: SignedCheckpoint) -> SignedCheckpoint | None:
        try:
            self.documents.commit([checkpoint_created(signed)])
        except (Conflict, CommitUnknown):
            (seen,) = self.documents.get([checkpoint_path(signed.checkpoint.number)])
            return signed if seen.data and checkpoint_of(seen.data) == signed else None
        return signed
