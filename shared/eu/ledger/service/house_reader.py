"""What accounts of the house hold, exactly: what is folded, and the entries that wait (D9)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Unavailable
from shared.core.ids import SHARD_COUNT
from shared.eu.ledger.model.house import HouseBalances, HouseKey, added, moved_by
from shared.eu.ledger.paths import HOUSE_BALANCES, house_of, house_path, house_shard_path
from shared.eu.ledger.service.marked import all_marked

LOOKS_MAX = 20
BALANCES_OF_PAGE_MAX = 1_000
_SHARDS = [house_shard_path(shard) for shard in range(SHARD_COUNT)]


@dataclass(frozen=True, slots=True)
class HouseReader:
    """Reads balances of the house; how many entries lie behind them makes no difference.

    Nothing may be folded between the look at the balances and the look at what waits, or it would
    count twice or not at all: every fold raises the version of its shard, so that is seen.
    """

    documents: Documents

    def of(self, commodity: str) -> HouseBalances:
        """Return what the house's accounts hold of one commodity.

        Raises Unavailable, also where folds never leave a pause.
        """
        paths = [house_path(commodity, shard) for shard in range(SHARD_COUNT)]
        return self._exact(lambda: self.documents.get(paths), commodity)

    def every(self) -> HouseBalances:
        """Return what they hold of everything.

        Raises Unavailable.
        """
        return self._exact(lambda: _all_balances(self.documents), None)

    def _exact(
        self, balances: Callable[[], Sequence[Snapshot]], commodity: str | None
    ) -> HouseBalances:
        for _ in range(LOOKS_MAX):
            before = self.documents.get(_SHARDS)
            folded = balances()
            waiting = all_marked(self.documents)
            after = self.documents.get(_SHARDS)
            if [seen.version for seen in before] == [seen.version for seen in after]:
                lines = (line for each in waiting for line in each.entry.draft.lines)
                moved = moved_by(
                    line for line in lines if commodity is None or line.commodity == commodity
                )
                count = sum(int(seen.data["folded"]) for seen in after if seen.data)
                return HouseBalances(added(_sum(folded), moved), count, len(waiting))
        raise Unavailable


def _sum(folded: Sequence[Snapshot]) -> Counter[HouseKey]:
    total: Counter[HouseKey] = Counter()
    for seen in folded:
        total = added(total, house_of(seen.data))
    return total


def _all_balances(documents: Documents) -> list[Snapshot]:
    found: list[Snapshot] = []
    while page := _page(documents, found[-1].path.partition("/")[2] if found else ""):
        found += page
    return found


def _page(documents: Documents, after: str) -> list[Snapshot]:
    following = [Condition("place", ">", after)]
    return documents.query(HOUSE_BALANCES, following, order_by="place", limit=BALANCES_OF_PAGE_MAX)
