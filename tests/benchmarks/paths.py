"""An order path as the benchmarks see it: where to send an order, and which document tells its end.

The real path and the empty one are measured by the same code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from random import Random
from typing import Any

HTTP_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Store:
    """A region's project and its database."""

    project: str
    database: str

    @property
    def name(self) -> str:
        return f"projects/{self.project}/databases/{self.database}"

    def subscription(self, name: str) -> str:
        """Return the full name of a subscription of the same project."""
        return f"projects/{self.project}/subscriptions/{name}"


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A request that places an order, and the document that the EU side keeps of it."""

    document: str
    url_path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class OrderPath:
    """One way through both regions.

    `booked` is what `state_field` of the order's document says in the end; `subscriptions` push an
    order and its report; `us_document` finds the order in the US by what the EU's document says.
    """

    name: str
    address: str
    eu: Store
    us: Store
    state_field: str
    booked: str
    new_order: Callable[[Random], NewOrder]
    subscriptions: tuple[str, str]
    us_document: Callable[[str, Mapping[str, Any]], str]

    def connect(self) -> HTTPConnection:
        """Open a connection that is kept for many orders."""
        return HTTPConnection(self.address, timeout=HTTP_TIMEOUT_S)


class NotAccepted(Exception):
    """Say what an order was answered with."""


def send(connection: HTTPConnection, order: NewOrder) -> None:
    """Place an order.

    Raises NotAccepted.
    """
    connection.request("POST", order.url_path, order.body, dict(order.headers))
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        raise NotAccepted(f"{response.status}: {answer.decode(errors='replace')}")
