"""Many requests at once on one account: money is spent once, an order is placed once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.e2e.api import RETRYABLE_STATUS, Answer, client_order_id
from tests.e2e.running_stack import RunningStack
from tests.simulation.checkers import check_at_rest

pytestmark = pytest.mark.stack

COMPETITORS = 50
REPEATS = 20
SHARE_OF_CASH = Decimal("0.6")


def test_of_many_orders_for_most_of_the_cash_one_is_accepted(running: RunningStack) -> None:
    api = running.partners[0]
    account = api.partner["accounts"][2]
    running.come_to_rest()
    before = Decimal(api.account(account)["cash"])
    qty = str(int(before * SHARE_OF_CASH / price_in_euro(running)))

    answers = at_once(COMPETITORS, lambda: api.place(account, qty=qty))

    (accepted,) = [answer for answer in answers if answer.status == 200]
    refused = Counter((a.status, a.body["reason"]) for a in answers if a.status != 200)
    assert refused.keys() <= {(403, "insufficient_buying_power"), (503, "contention")}
    assert all(a.body["retryable"] for a in answers if a.status == RETRYABLE_STATUS)
    order = api.filled(account, accepted.body["id"])
    spent = before - Decimal(api.account(account)["cash"])
    assert order["filled_qty"] == qty
    assert before * Decimal("0.5") < spent < before * Decimal("0.7")
    running.come_to_rest()
    check_at_rest(running.books())


def test_many_repeats_of_one_request_are_one_order(running: RunningStack) -> None:
    api = running.partners[0]
    account = api.partner["accounts"][3]
    running.come_to_rest()
    orders_before = len(running.orders())
    name = client_order_id()

    answers = at_once(REPEATS, lambda: api.placed(account, client_order_id=name))

    assert {answer.status for answer in answers} == {200}
    (order_id,) = {answer.body["id"] for answer in answers}
    assert api.filled(account, order_id)["filled_qty"] == "1"
    assert len(running.orders()) == orders_before + 1
    running.come_to_rest()
    check_at_rest(running.books())


def at_once(count: int, call: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(call) for _ in range(count)]]


def price_in_euro(running: RunningStack) -> Decimal:
    quote, rate = running.eu.get(["quotes/AAPL", "quotes/EURUSD"])
    return Decimal((quote.data or {})["ask"]) / Decimal((rate.data or {})["mid"])
