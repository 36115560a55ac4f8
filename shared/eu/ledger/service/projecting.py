"""The projector: folds marked entries into the house's balances, many in one commit (D9).

A commit takes the marks off the entries that it adds, so each is added once, whoever repeats it.
Any number of projectors may run: a shard's document lets one of them at a time into it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.core.clock import Entropy
from shared.core.documents import Documents, Snapshot, Write, replace, save
from shared.core.errors import CommitUnknown, Conflict
from shared.core.ids import SHARD_COUNT
from shared.eu.ledger.model.house import HouseKey, added, moved_by
from shared.eu.ledger.paths import (
    house_document,
    house_of,
    house_path,
    house_shard_path,
    without_mark,
)
from shared.eu.ledger.service.marked import Marked, some_marked

# Of 500 writes in a commit, an entry takes one and its asset's balance perhaps another.
ENTRIES_PER_COMMIT_MAX = 200
ENTRIES_OF_READ_MAX = 1_000
READS_MAX = 50


@dataclass(frozen=True, slots=True)
class Projector:
    """Folds shard by shard; a run reads once what waits."""

    documents: Documents
    entropy: Entropy

    def project(self) -> int:
        """Fold what waits, until nothing does or others are at it; return how many entries.

        Raises Unavailable.
        """
        count = 0
        for _ in range(READS_MAX):
            marked = some_marked(self.documents, ENTRIES_OF_READ_MAX)
            folded = sum(self._fold_all(*shard) for shard in self._in_turn(marked))
            count += folded
            if folded < ENTRIES_OF_READ_MAX:
                break
        return count

    def _in_turn(self, marked: Sequence[Marked]) -> list[tuple[int, list[Marked]]]:
        """Return the entries by shard, from a random one on: several projectors meet rarely."""
        shards: dict[int, list[Marked]] = {}
        for each in marked:
            shards.setdefault(each.shard, []).append(each)
        first = self.entropy.below(SHARD_COUNT)
        return sorted(shards.items(), key=lambda shard: (shard[0] - first) % SHARD_COUNT)

    def _fold_all(self, shard: int, marked: Sequence[Marked]) -> int:
        firsts = range(0, len(marked), ENTRIES_PER_COMMIT_MAX)
        parts = [marked[first : first + ENTRIES_PER_COMMIT_MAX] for first in firsts]
        return sum(len(part) for part in parts if self._fold(shard, part))

    def _fold(self, shard: int, marked: Sequence[Marked]) -> bool:
        """Add entries to a shard and take their marks off; False where another was faster."""
        moved = moved_by(line for each in marked for line in each.entry.draft.lines)
        commodities = sorted({commodity for _, commodity in moved})
        paths = [house_shard_path(shard), *(house_path(name, shard) for name in commodities)]
        head, *balances = self.documents.get(paths)
        writes: list[Write] = [save(head, {"folded": _folded(head) + len(marked)})]
        for commodity, seen in zip(commodities, balances, strict=True):
            amounts = added(house_of(seen.data), _of(moved, commodity))
            writes.append(save(seen, house_document(commodity, shard, amounts)))
        writes += (replace(each.seen, without_mark(each.seen.data or {})) for each in marked)
        try:
            self.documents.commit(writes)
        except (Conflict, CommitUnknown):
            return False
        return True


def _folded(head: Snapshot) -> int:
    return int(head.data["folded"]) if head.data is not None else 0


def _of(moved: Counter[HouseKey], commodity: str) -> Counter[HouseKey]:
    return Counter({key: amount for key, amount in moved.items() if key[1] == commodity})
