"""What the routers' port counters say: documents and messages per order on the running stack."""

import json
import time
from collections import Counter
from collections.abc import Mapping

from emulators.local_http import ask
from tests.benchmarks.stack import Stack

IDLE_S = 4.0
NOTED_FROM = 0.1  # below it is what the jobs at rest did more or less than usual

Figures = Counter[str]


def counted(stack: Stack) -> Figures:
    """Return the counters of both regions, as `region.kind.name`."""
    return Counter(
        {
            f"{region}.{kind}.{name}": amount
            for region, url in stack.router_urls.items()
            for kind, names in json.loads(ask(f"{url}/_counters")[1]).items()
            for name, amount in names.items()
        }
    )


def at_rest_per_second(stack: Stack) -> dict[str, float]:
    """Return what the jobs do by themselves (ticks, sweeps)."""
    before, started_s = counted(stack), time.monotonic()
    time.sleep(IDLE_S)
    after, duration_s = counted(stack), time.monotonic() - started_s
    return {name: (after[name] - before[name]) / duration_s for name in after}


def per_order(
    before: Figures, after: Figures, orders: int, at_rest: Mapping[str, float], duration_s: float
) -> dict[str, float]:
    """Return the average of one order, net of what the jobs did meanwhile."""
    own = {name: after[name] - before[name] - at_rest.get(name, 0) * duration_s for name in after}
    averages = {name: round(amount / orders, 2) for name, amount in sorted(own.items())}
    return {name: average for name, average in averages.items() if average >= NOTED_FROM}
