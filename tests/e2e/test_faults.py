"""Processes die while orders are on their way: none is lost, none is executed twice."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api import client_order_id
from tests.e2e.modes import MODE, VICTIMS, one_process_is_everything
from tests.e2e.running_stack import RunningStack, wait_for
from tests.simulation.checkers import check_at_rest

pytestmark = pytest.mark.stack

ORDERS = 24
WORKERS = 6


@one_process_is_everything
@pytest.mark.parametrize("victim", VICTIMS[MODE])
def test_every_accepted_order_is_filled_once(victim: str, running: RunningStack) -> None:
    api = running.partners[1]
    accounts = api.partner["accounts"]
    names = [client_order_id() for _ in range(ORDERS)]
    running.come_to_rest()

    with ThreadPoolExecutor(WORKERS) as clients:
        asked = [
            clients.submit(api.placed, accounts[number % len(accounts)], client_order_id=name)
            for number, name in enumerate(names)
        ]
        wait_for(lambda: unfinished(running))
        killed = kill(running, victim)
        assert unfinished(running), "the process died when nothing was on its way"
        answers = [each.result() for each in asked]
    running.come_to_rest()

    assert {answer.status for answer in answers} == {200}
    orders = {order.client_order_id: order for order in running.orders()}
    assert {orders[name].state for name in names} == {"FILLED"}
    check_at_rest(running.books())
    assert running.state()["processes"][victim] != killed


def unfinished(running: RunningStack) -> int:
    return sum(not order.is_terminal for order in running.orders())


def kill(running: RunningStack, name: str) -> int:
    pid: int = running.state()["processes"][name]
    os.kill(pid, signal.SIGKILL)
    return pid
