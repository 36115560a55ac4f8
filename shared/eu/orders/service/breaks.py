"""What the US side reported and the EU could not book: records until somebody has resolved them."""

from shared.core.breaks import Break
from shared.core.documents import Documents
from shared.eu.orders.paths import BREAKS

RECORDS_MAX = 10_000
REPORT = "report"


def unresolved(documents: Documents) -> list[Break]:
    """Return every recorded break that has no `resolved_at`: the report booked last, and the next.

    Raises Unavailable.
    """
    found = (seen.data or {} for seen in documents.query(BREAKS, limit=RECORDS_MAX))
    return [
        Break(REPORT, f"{record['reason']} {record['order_id']}", record["seq"] - 1, record["seq"])
        for record in found
        if record["resolved_at"] is None
    ]
