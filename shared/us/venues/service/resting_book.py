"""Find resting orders: those that a price lets trade, and those whose time is over."""

from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.ids import SHARD_COUNT, OrderToken
from shared.us.venues.model.book import Resting, priority_end
from shared.us.venues.paths import RESTING, resting_of

ORDERS_MAX = 500
"""As many orders of a side trade on one tick, or expire in one shard and sweep."""


@dataclass(frozen=True, slots=True)
class RestingBook:
    """The book of every symbol, as the store has it. Every method raises Unavailable."""

    documents: Documents

    def is_empty(self) -> bool:
        """Tell whether nothing rests at all: most ticks then cost one read."""
        return not self.documents.query(RESTING, limit=1)

    def marketable(self, symbol: str, side: Side, price: int) -> list[Resting]:
        """Return the orders of a side that may trade at a price, in the order in which they do."""
        where = [
            Condition("symbol", "==", symbol),
            Condition("side", "==", side.value),
            Condition("priority", "<", priority_end(side, price)),
        ]
        return _resting(self.documents.query(RESTING, where, order_by="priority", limit=ORDERS_MAX))

    def expired(self, now_ms: int) -> list[OrderToken]:
        """Return the orders whose time is over."""
        return [
            each.token
            for shard in range(SHARD_COUNT)
            for each in self._expired_in_shard(shard, now_ms)
        ]

    def _expired_in_shard(self, shard: int, now_ms: int) -> list[Resting]:
        where = [Condition("shard", "==", shard), Condition("expires_at_ms", "<=", now_ms)]
        return _resting(
            self.documents.query(RESTING, where, order_by="expires_at_ms", limit=ORDERS_MAX)
        )


def _resting(found: list[Snapshot]) -> list[Resting]:
    return [resting_of(each.path, each.data or {}) for each in found]
