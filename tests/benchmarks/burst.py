"""Many orders at once: how many are booked a second, from the first request to the last booking."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.benchmarks.commit_times import CommitTimes, Written
from tests.benchmarks.paths import NewOrder, OrderPath, send
from tests.benchmarks.watch import NotBooked

CONNECTIONS = 4
LOOK_EVERY_S = 0.1
TIMEOUT_S = 40


def booked_per_second(times: CommitTimes, path: OrderPath, orders: int, dice: Random) -> float:
    """Place `orders` on four connections and wait until all are booked.

    Raises NotBooked.
    """
    placed = [path.new_order(dice) for _ in range(orders)]
    started_s = time.time()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = [placed[number::CONNECTIONS] for number in range(CONNECTIONS)]
        list(pool.map(lambda part: _send_all(path, part), parts))
    last_s = _last_booking_s(times, path, [order.document for order in placed])
    return orders / (last_s - started_s)


def _send_all(path: OrderPath, orders: Sequence[NewOrder]) -> None:
    connection = path.connect()
    for order in orders:
        send(connection, order)
    connection.close()


def _last_booking_s(times: CommitTimes, path: OrderPath, documents: Sequence[str]) -> float:
    # Looked up afterwards, by the commits' own times: watching so many would slow the commits down.
    last_s, waiting = 0.0, list(documents)
    deadline_s = time.monotonic() + TIMEOUT_S
    while waiting:
        if time.monotonic() > deadline_s:
            raise NotBooked(f"{path.name}: {len(waiting)} of {len(documents)} orders")
        time.sleep(LOOK_EVERY_S)
        found = times.of(path.eu, waiting)
        booked = {name: order for name, order in found.items() if _is_booked(path, order)}
        last_s = max([last_s, *(order.updated_s for order in booked.values())])
        waiting = [name for name in waiting if name not in booked]
    return last_s


def _is_booked(path: OrderPath, order: Written) -> bool:
    return bool(order.data[path.state_field] == path.booked)
