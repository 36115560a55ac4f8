"""Halts on the running stack (R-710): nothing trades while a symbol is halted, and then it does."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from google.pubsub_v1.types import PubsubMessage

from tests.e2e.alpaca_client import OrderStatus
from tests.e2e.order_client import OrderClient, order_client, refusal_of
from tests.e2e.running_stack import RunningStack, wait_for
from tests.simulation.checkers import check_at_rest

pytestmark = pytest.mark.stack

SYMBOL = "CSCO"
CACHED_S = 1  # no instance decides by an older quote (D16)
HALTED = (403, "halted")
MILLISECOND = timedelta(milliseconds=1)  # as exact as the border is


@pytest.fixture
def orders(running: RunningStack) -> Iterator[OrderClient]:
    """Return the client of an account; the symbol trades again after the test."""
    yield order_client(running, 1, 3)
    job(running, "resume")
    wait_for(lambda: not is_halted(running))
    running.come_to_rest()
    check_at_rest(running.books())


def test_nothing_trades_while_a_symbol_is_halted(
    orders: OrderClient, running: RunningStack
) -> None:
    job(running, "halt")
    wait_for(lambda: refuses_for_now(orders))
    known_s = time.monotonic()
    wait_for(lambda: time.monotonic() > known_s + CACHED_S)

    assert refusal_of(orders.market, SYMBOL, qty=1) == HALTED
    assert refusal_of(orders.market, SYMBOL, notional=100) == HALTED
    limit = (orders.quote(SYMBOL)[1] * Decimal("1.02")).quantize(Decimal("0.01"))
    order = orders.limit(SYMBOL, qty=1, limit_price=limit)
    orders.becomes(order, OrderStatus.NEW)
    ticked_at_ms = quoted_at_ms(running)
    wait_for(lambda: quoted_at_ms(running) > ticked_at_ms)
    assert orders.order(order).status is OrderStatus.NEW

    resumed_at = datetime.now(UTC)
    job(running, "resume")
    filled = orders.becomes(order, OrderStatus.FILLED)
    assert Decimal(filled.filled_qty) == 1
    assert filled.filled_at >= resumed_at - MILLISECOND


def job(running: RunningStack, name: str) -> None:
    data = json.dumps({"job": name, "symbol": SYMBOL}).encode()
    topic = f"projects/{running.state()['us']['project']}/topics/jobs"
    running.taps.publish(topic, PubsubMessage(data=data))


def refuses_for_now(orders: OrderClient) -> bool:
    """Ask with an order that would trade nothing; caches learn of a halt within a second."""
    body = {"type": "limit", "time_in_force": "fok", "limit_price": str(orders.far_below(SYMBOL))}
    answer = orders.running.partners[1].placed(orders.account, symbol=SYMBOL, **body)
    return (answer.status, answer.body.get("reason")) == HALTED


def is_halted(running: RunningStack) -> bool:
    (seen,) = running.eu.get([f"quotes/{SYMBOL}"])
    return bool((seen.data or {})["halted"])


def quoted_at_ms(running: RunningStack) -> int:
    (seen,) = running.eu.get([f"quotes/{SYMBOL}"])
    return int((seen.data or {})["at_ms"])
