"""From the start of the HTTP request to the EU booking's commit, order by order on two paths."""

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from random import Random

from tests.benchmarks.commit_times import CommitTimes
from tests.benchmarks.paths import NewOrder, OrderPath, send
from tests.benchmarks.push_phases import PushPhases
from tests.benchmarks.stack import Stack
from tests.benchmarks.watch import Watch

NS_PER_MS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """One order: when it was sent, and how long until it was answered and seen booked."""

    order: NewOrder
    started_s: float
    answered_ms: float
    booked_ms: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A path with what its orders are timed with."""

    path: OrderPath
    connection: HTTPConnection
    watch: Watch
    phases: PushPhases

    @classmethod
    def opened(cls, stack: Stack, path: OrderPath, cleanup: ExitStack) -> "Lane":
        """Connect to everything; `cleanup` closes it."""
        return cls(
            path,
            cleanup.enter_context(closing(path.connect())),
            cleanup.enter_context(closing(Watch(stack.firestore_host, path))),
            cleanup.enter_context(closing(PushPhases(stack.pubsub_host, path))),
        )

    def time_order(self, dice: Random) -> Sample:
        """Place an order and wait until it is booked."""
        order = self.path.new_order(dice)
        target = self.watch.begin(order.document)
        started_s, started_ns = time.time(), time.perf_counter_ns()
        send(self.connection, order)
        answered_ns = time.perf_counter_ns()
        booked_ns = self.watch.booked_ns(target)
        return Sample(
            order,
            started_s,
            (answered_ns - started_ns) / NS_PER_MS,
            (booked_ns - started_ns) / NS_PER_MS,
        )


def interleaved(lanes: Sequence[Lane], orders: int, dice: Random) -> dict[str, list[Sample]]:
    """Time orders on all lanes one by one, in turns of random order, with random pauses."""
    samples: dict[str, list[Sample]] = {lane.path.name: [] for lane in lanes}
    for _ in range(orders):
        for lane in dice.sample(lanes, len(lanes)):
            lane.phases.renew(dice)
            samples[lane.path.name].append(lane.time_order(dice))
    return samples


def legs_ms(
    times: CommitTimes, path: OrderPath, samples: Sequence[Sample]
) -> dict[str, list[float]]:
    """Split each order at its three commits, by the database's own commit times."""
    documents = [sample.order.document for sample in samples]
    eu = times.of(path.eu, documents)
    executed = [path.us_document(name, eu[name].data) for name in documents]
    us = times.of(path.us, executed)
    legs: dict[str, list[float]] = {"to_accept": [], "to_execution": [], "to_booking": []}
    for sample, us_name in zip(samples, executed, strict=True):
        order, executed_s = eu[sample.order.document], us[us_name].created_s
        legs["to_accept"].append((order.created_s - sample.started_s) * 1_000)
        legs["to_execution"].append((executed_s - order.created_s) * 1_000)
        legs["to_booking"].append((order.updated_s - executed_s) * 1_000)
    return legs
