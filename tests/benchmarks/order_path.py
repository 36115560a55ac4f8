"""Time the real order path beside the empty one: `python -m tests.benchmarks.order_path`.

Both run on the same emulators in the same minutes, watched in the same way. The real path is a
client's: through the edge, then the EU router. The empty path has no edge before its router.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from random import Random
from typing import Any

from tests.benchmarks import results, traffic
from tests.benchmarks.budget import lines_of, totals
from tests.benchmarks.burst import CONNECTIONS, booked_per_second
from tests.benchmarks.commit_times import CommitTimes
from tests.benchmarks.empty_path import empty_path
from tests.benchmarks.latency import Lane, Sample, interleaved, legs_ms
from tests.benchmarks.paths import OrderPath
from tests.benchmarks.real_path import real_path
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, median_ratio_95, spread
from tests.benchmarks.stack import Stack, prepare, running_stack

ORDERS = 200
WARM_UP_ORDERS = 120
BURST_ORDERS = 160
BURST_ROUNDS = 3
RATIO_MAX = 1.3
RATE_RATIO_MIN = 0.8
KINDS = ("reads", "writes", "publishes")


def measure(stack: Stack, orders: int = ORDERS) -> list[Row]:
    """Run both benchmarks on a running stack; print and keep them."""
    dice = Random()
    times = CommitTimes(stack.firestore_host)
    real = real_path(stack)
    with empty_path(stack) as empty:
        paths = (real, empty)
        for path in paths:
            booked_per_second(times, path, WARM_UP_ORDERS, dice)
        rows = _latency(stack, times, paths, orders, dice)
        rows.append(_burst(times, paths, WARM_UP_ORDERS + orders, dice))
    times.close()
    return rows


def _latency(
    stack: Stack, times: CommitTimes, paths: Sequence[OrderPath], orders: int, dice: Random
) -> list[Row]:
    at_rest = traffic.at_rest_per_second(stack)
    with ExitStack() as cleanup:
        lanes = [Lane.opened(stack, path, cleanup) for path in paths]
        before, started_s = traffic.counted(stack), time.monotonic()
        samples = interleaved(lanes, orders, dice)
        duration_s = time.monotonic() - started_s
        after = traffic.counted(stack)
    real, empty = (_described(times, path, samples[path.name]) for path in paths)
    booked = [[sample.booked_ms for sample in samples[path.name]] for path in paths]
    ratio = median(booked[0]) / median(booked[1])
    per_order = traffic.per_order(before, after, orders, at_rest, duration_s)
    figures = {
        "unit": "ms from the HTTP request to the booking's commit",
        "real": real,
        "empty": empty,
        "ratio_p50": round(ratio, 3),
        "ratio_p50_95": median_ratio_95(*booked),
        "target": f"<= {RATIO_MAX}",
        "documents_per_order": per_order,
    }
    results.keep("order_path", figures)
    return [
        Row(
            "order to booking, p50 (p90) ms",
            _p50_p90(real["booked"]),
            _p50_p90(empty["booked"]),
            f"{ratio:.2f}",
            f"≤ {RATIO_MAX}",
        ),
        _documents(per_order),
    ]


def _documents(per_order: Mapping[str, float]) -> Row:
    # Both the order's own path and the bringing of its events to its partner.
    parts = [{n: line.count for n, line in lines_of(part).items()} for part in ("buy", "events")]
    order, events = map(totals, parts)
    budget = {kind: order.get(kind, 0) + events.get(kind, 0) for kind in KINDS}
    spent = totals(per_order)
    own, beside = (
        " / ".join(f"{figures[kind]:.3g}" for kind in KINDS) for figures in (spent, budget)
    )
    return Row("reads / writes / publishes an order", own, f"{beside} in the budget", "", "")


def _described(times: CommitTimes, path: OrderPath, samples: Sequence[Sample]) -> dict[str, Any]:
    legs = legs_ms(times, path, samples)
    return {
        "booked": spread([sample.booked_ms for sample in samples]),
        "answered": spread([sample.answered_ms for sample in samples]),
        "legs_by_commit_time": {name: spread(values) for name, values in legs.items()},
    }


def _burst(times: CommitTimes, paths: Sequence[OrderPath], orders_before: int, dice: Random) -> Row:
    rates: dict[str, list[float]] = {path.name: [] for path in paths}
    for _ in range(BURST_ROUNDS):
        for path in paths:
            rates[path.name].append(round(booked_per_second(times, path, BURST_ORDERS, dice), 1))
    real, empty = (rates[path.name] for path in paths)
    ratio = median(real) / median(empty)
    figures = {
        "unit": "orders booked a second, from the first request to the last booking's commit",
        "orders_a_round": BURST_ORDERS,
        "orders_in_each_store_before": orders_before,
        "connections": CONNECTIONS,
        "rounds": rates,
        "ratio_p50": round(ratio, 3),
        "target": f">= {RATE_RATIO_MIN}",
    }
    results.keep("burst", figures)
    return Row(
        "burst, booked/s",
        f"{median(real):.0f}",
        f"{median(empty):.0f}",
        f"{ratio:.2f}",
        f"≥ {RATE_RATIO_MIN}",
    )


def _p50_p90(figures: Mapping[str, float]) -> str:
    return f"{figures['p50']:.0f} ({figures['p90']:.0f})"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="The order path beside the empty one.")
    parser.add_argument("--orders", type=int, default=ORDERS)
    arguments = parser.parse_args()
    prepare()
    with running_stack() as stack:
        results.table(measure(stack, arguments.orders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
