"""The US's part of a reconciliation: the aggregates of its own books."""

from dataclasses import dataclass

from shared.core.documents import Condition, Data, Documents, Snapshot
from shared.core.errors import TwoLedgerError
from shared.core.ids import SHARD_COUNT
from shared.us.omnibus.model.aggregates import Line, UsAggregates, aggregates_of
from shared.us.orders.paths import EXECUTIONS

EXECUTIONS_OF_SHARD_MAX = 50_000


class TooManyExecutions(TwoLedgerError):
    """Say that the books are too large to be read at once."""


@dataclass(frozen=True, slots=True)
class UsReconciler:
    """Reads all executions once; never on an order's path."""

    documents: Documents

    def aggregates(self) -> UsAggregates:
        """Add up the lines of every execution; marked ones are all there are (D9).

        Raises TooManyExecutions, Unavailable.
        """
        executions = {
            snapshot.path.partition("/")[2]: _lines(snapshot.data or {})
            for shard in range(SHARD_COUNT)
            for snapshot in self._marked(shard)
        }
        return aggregates_of(executions)

    def _marked(self, shard: int) -> list[Snapshot]:
        own = [Condition("unprojected", "==", shard)]
        found = self.documents.query(EXECUTIONS, own, limit=EXECUTIONS_OF_SHARD_MAX)
        if len(found) == EXECUTIONS_OF_SHARD_MAX:
            raise TooManyExecutions
        return found


def _lines(data: Data) -> list[Line]:
    return [(line["account"], line["commodity"], line["amount"]) for line in data["lines"]]
