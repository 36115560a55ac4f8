"""GET /v1/clock: the time in New York, and whether orders trade.

Also GET /v2/clock.
"""

from datetime import datetime

from shared.core.clock import NEW_YORK, Clock
from shared.core.http import Answer, Operation, Request
from shared.core.market_hours import MarketHours


def operation(clock: Clock, hours: MarketHours) -> Operation:
    """Build the operation over the market hours in force."""

    def clock_get(_: Request) -> Answer:
        now = clock.now()
        return Answer(
            {
                "timestamp": _in_new_york(now),
                "is_open": hours.is_open(now),
                "next_open": _in_new_york(hours.next_open(now)),
                "next_close": _in_new_york(hours.next_close(now)),
            }
        )

    return clock_get


def _in_new_york(instant: datetime) -> str:
    return instant.astimezone(NEW_YORK).isoformat()
