"""Books entries that touch no client: exchange deals, sweeps, fees paid on; each in a firm chain.

Sixteen chains, by the entry's id, so that no document of the firm is hot (D6, D9).
"""

from dataclasses import dataclass
from datetime import datetime

from shared.core.canonical import CHAIN_START
from shared.core.documents import Documents, Snapshot, Write, save
from shared.core.errors import CommitUnknown, Conflict, Unavailable
from shared.core.ids import SHARD_COUNT, shard_of
from shared.eu.ledger.model.checkpoint import Head
from shared.eu.ledger.model.entry import (
    ChainHead,
    Draft,
    Entry,
    Unbalanced,
    book_in,
    clients_of,
    firm_chain,
    head_after,
)
from shared.eu.ledger.paths import created, entry_of, entry_path, firm_chain_path

ATTEMPTS_MAX = 12


@dataclass(frozen=True, slots=True)
class FirmBook:
    """Appends to the firm's chains."""

    documents: Documents

    def post(self, draft: Draft, now: datetime) -> Entry:
        """Book a draft and return its entry; one that is booked is returned as it is.

        Raises Unbalanced where the draft names a client, Unavailable when others were faster too
        often.
        """
        path = firm_chain_path(shard_of(draft.entry_id))
        for _ in range(ATTEMPTS_MAX):
            seen, booked = self.documents.get([path, entry_path(draft.entry_id)])
            if booked.data is not None:
                return entry_of(draft.entry_id, booked.data)
            entry = firm_entry(draft, seen, now)
            try:
                self.documents.commit(firm_writes(entry, seen))
            except (Conflict, CommitUnknown):
                continue
            return entry
        raise Unavailable


def firm_entry(draft: Draft, seen: Snapshot, now: datetime) -> Entry:
    """Return the entry that a draft is, after a firm chain as it was seen.

    Raises Unbalanced where the draft names a client.
    """
    if clients_of(draft.lines):
        raise Unbalanced
    return book_in(draft, {firm_chain(shard_of(draft.entry_id)): _head_in(seen)}, now)


def firm_writes(entry: Entry, seen: Snapshot) -> list[Write]:
    """Build the writes that append an entry to the firm chain that was seen."""
    head = head_after(entry)
    moved = {"sequence": head.sequence, "hash": head.hash}
    return [save(seen, moved), created(entry)]


def firm_heads(documents: Documents) -> list[Head]:
    """Return the heads of the firm's chains that have an entry.

    Raises Unavailable.
    """
    read = documents.get([firm_chain_path(shard) for shard in range(SHARD_COUNT)])
    return [
        Head(firm_chain(shard), seen.data["sequence"], seen.data["hash"])
        for shard, seen in enumerate(read)
        if seen.data is not None
    ]


def _head_in(seen: Snapshot) -> ChainHead:
    if seen.data is None:
        return ChainHead(0, CHAIN_START)
    return ChainHead(seen.data["sequence"], seen.data["hash"])
