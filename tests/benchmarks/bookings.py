"""How many executions are booked a second, with one, eight and sixty-four pushes in flight.

Orders are placed and executed while the subscription that books them is stopped; their reports,
heard at the border, are then pushed to the books function as the broker does, each for an account
of its own. `python -m tests.benchmarks.bookings`.
"""

import base64
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import grpc
from google.pubsub_v1 import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PushConfig

from emulators.border_taps import BorderTaps
from emulators.crossings import Crossed
from emulators.regions import REGIONS
from shared.core.ids import AccountId
from shared.gcp.documents import FirestoreDocuments
from tests.benchmarks import results
from tests.benchmarks.accounts import funded_accounts
from tests.benchmarks.results import Row
from tests.benchmarks.stack import Stack, prepare, running_stack

ACCOUNTS, ORDERS_PER_ACCOUNT, PLACERS = 64, 4, 8
IN_FLIGHT = (1, 8, 64)
RATIO_MIN = 3
HEARD_TIMEOUT_S = 60
HTTP_TIMEOUT_S = 60
SUBSCRIPTION = f"projects/{REGIONS['eu'].project}/subscriptions/executions"
BUY = {"symbol": "KO", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Bench:
    """A partner's accounts, and where to place orders and push reports."""

    stack: Stack
    accounts: Sequence[AccountId]

    @classmethod
    def on(cls, stack: Stack) -> "Bench":
        """Make funded accounts of the first partner."""
        eu = stack.state["eu"]
        documents = FirestoreDocuments(eu["project"], "ledger", stack.firestore_host)
        correspondent = stack.state["partners"][0]["correspondent"]
        return cls(stack, funded_accounts(documents, ACCOUNTS, correspondent))

    def reports(self, tap: BorderTaps) -> list[Crossed]:
        """Place an order or more for each account; return what the US reports of them."""
        with ThreadPoolExecutor(PLACERS) as pool:
            for _ in range(ORDERS_PER_ACCOUNT):
                list(pool.map(self._place, self.accounts))
        heard: list[Crossed] = []
        deadline_s = time.monotonic() + HEARD_TIMEOUT_S
        while len(heard) < ACCOUNTS * ORDERS_PER_ACCOUNT:
            if time.monotonic() > deadline_s:
                raise TimeoutError(f"{len(heard)} reports")
            heard += [each for each in tap.heard() if each.kind == "order.report"]
            time.sleep(0.1)
        return heard

    def per_second(self, reports: Sequence[Crossed], in_flight: int) -> float:
        """Push reports and return how many are booked a second."""
        parts = [reports[number::in_flight] for number in range(in_flight)]
        started = time.perf_counter()
        with ThreadPoolExecutor(in_flight) as pool:
            list(pool.map(self._push_all, parts))
        return len(reports) / (time.perf_counter() - started)

    def _place(self, account_id: AccountId) -> None:
        partner = self.stack.state["partners"][0]
        pair = f"{partner['api_key']}:{partner['api_secret']}".encode()
        url = urlsplit(self.stack.state["api_url"])
        connection = HTTPConnection(url.netloc, timeout=HTTP_TIMEOUT_S)
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        body = json.dumps(BUY | {"client_order_id": str(uuid4())})
        path = f"/v1/trading/accounts/{account_id}/orders"
        _expect(connection, path, body, headers, 200)
        connection.close()

    def _push_all(self, reports: Sequence[Crossed]) -> None:
        url = urlsplit(self.stack.router_urls["eu"])
        connection = HTTPConnection(url.netloc, timeout=HTTP_TIMEOUT_S)
        for report in reports:
            _expect(connection, "/books/executions", json.dumps(_envelope(report)), {}, 204)
        connection.close()


def measure(stack: Stack) -> list[Row]:
    """Run on a running stack; print and keep the figures."""
    bench = Bench.on(stack)
    figures: dict[int, float] = {}
    tap = BorderTaps(stack.pubsub_host, [("us", "executions")])
    with stopped(stack.pubsub_host), tap:
        for in_flight in IN_FLIGHT:
            figures[in_flight] = bench.per_second(bench.reports(tap), in_flight)
    ratio = figures[IN_FLIGHT[-1]] / figures[IN_FLIGHT[0]]
    told = {f"in_flight_{each}": round(rate, 1) for each, rate in figures.items()}
    results.keep("bookings", {"unit": "bookings/s", **told, "ratio": round(ratio, 2)})
    own = f"{figures[IN_FLIGHT[-1]]:.0f} with 64 in flight ({figures[8]:.0f} with 8)"
    beside = f"{figures[IN_FLIGHT[0]]:.0f} with 1"
    return [Row("bookings a second", own, beside, f"{ratio:.2f}", f"≥ {RATIO_MIN}")]


@contextmanager
def stopped(pubsub_host: str) -> Iterator[None]:
    """Let nobody push reports for the time of the block."""
    transport = SubscriberGrpcTransport(channel=grpc.insecure_channel(pubsub_host))
    subscriber = SubscriberClient(transport=transport)
    pushed: PushConfig = subscriber.get_subscription(subscription=SUBSCRIPTION).push_config
    subscriber.modify_push_config(subscription=SUBSCRIPTION, push_config=PushConfig())
    try:
        yield
    finally:
        subscriber.modify_push_config(subscription=SUBSCRIPTION, push_config=pushed)


def _envelope(report: Crossed) -> dict[str, Any]:
    data = base64.b64encode(report.text.encode()).decode()
    message_id = str(next(_numbers))
    return {
        "message": {"data": data, "attributes": dict(report.attributes), "messageId": message_id}
    }


def _expect(
    connection: HTTPConnection, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer = response.read()
    if response.status != status:
        raise RuntimeError(f"{path}: {response.status} {answer.decode(errors='replace')}")


if __name__ == "__main__":
    prepare()
    with running_stack() as running:
        results.table(measure(running))
