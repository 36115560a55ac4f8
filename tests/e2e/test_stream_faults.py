"""Readers are cut and processes die while twenty accounts trade: every event is received.

`STREAM_EVENTS` says how many events there shall be at least; `make campaign` asks for 3,000.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from itertools import cycle
from random import Random
from threading import Event
from typing import Any

import pytest

from emulators.seed import new_partners, seed
from shared.core.ids import AccountId
from shared.eu.accounts.paths import account_path
from shared.eu.events.model.record import Stream
from shared.eu.events.paths import PAGES
from shared.gcp.clock import SystemClock, SystemEntropy
from tests.e2e.api import PartnerApi
from tests.e2e.modes import MODE, VICTIMS, one_process_is_everything
from tests.e2e.running_stack import RunningStack, wait_for
from tests.e2e.stream_reader import START, Reader, reading
from tests.simulation.checkers import check_at_rest

pytestmark = [pytest.mark.stack, one_process_is_everything]

EVENTS = int(os.environ.get("STREAM_EVENTS", "400"))
ACCOUNTS = 20
READERS_PER_STREAM = 2
WRITE_TIMEOUT_S = 60 + EVENTS // 10
PATHS = {
    Stream.TRADES: "/v2/events/trades",
    Stream.FUNDING: "/v2/events/funding/status",
    Stream.ACTIVITIES: "/v2beta1/events/activities",
}
MORTALS = (*VICTIMS[MODE], "relay", *(["eu-sequencer"] if MODE == "isolated" else []))
# A part that died comes back within seconds, later each time; one at a time is gone.
LIFE_S = (2.0, 5.0)
# Whoever hears nothing of an order for ten seconds goes on with the next.
LOOK_EVERY_S, LOOKS_MAX = 0.1, 100
ENDS = {"fill", "canceled", "expired", "rejected"}
DEPOSITS = 4  # an order
DEPOSIT = {"transfer_type": "wire", "direction": "INCOMING", "amount": "25"}


@dataclass
class Traffic:
    """The accounts of a partner, and how many events they have had on each stream."""

    running: RunningStack
    api: PartnerApi
    accounts: list[str]
    ended: set[str] = field(default_factory=set)

    def hear(self, event: dict[str, Any]) -> None:
        """Note the orders that have ended, as their events tell."""
        if event.get("event") in ENDS:
            self.ended.add(event["order"]["id"])

    def told(self) -> dict[tuple[str, str], int]:
        """Return the last number of each account and stream: how many events there are."""
        found = self.running.eu.get([account_path(AccountId(account)) for account in self.accounts])
        return {
            (account, stream.value): (seen.data or {})["sequences"].get(stream.value, 0)
            for account, seen in zip(self.accounts, found, strict=True)
            for stream in PATHS
        }

    def write(self, account: str, stop: Event) -> None:
        """Trade, one order after the other, and pay in; what is refused meanwhile is no event."""
        while not stop.is_set():
            try:
                order = self.api.placed(account)
                for _ in range(DEPOSITS):
                    self.api.ask("POST", f"/v1/accounts/{account}/transfers", DEPOSIT)
            except (OSError, HTTPException):
                continue
            looks = 0
            while order.status == 200 and order.body["id"] not in self.ended and looks < LOOKS_MAX:
                looks += 1
                stop.wait(LOOK_EVERY_S)
                if stop.is_set():
                    return

    def pages(self, stream: Stream) -> list[str]:
        """Return the ids of all events of a stream, as the sequencer has them."""
        own = {"correspondent": self.api.partner["correspondent"], "stream": stream.value}
        found = [dict(seen.data or {}) for seen in self.running.eu.query(PAGES, limit=10_000)]
        pages = [page for page in found if own.items() <= page.items()]
        pages.sort(key=lambda page: int(page["number"]))
        return [event["event_id"] for page in pages for event in page["events"]]


@pytest.fixture
def traffic(running: RunningStack) -> Traffic:
    """Return twenty new accounts of a partner, funded; nothing is on its way."""
    partner = new_partners(SystemEntropy(), ACCOUNTS)[0]
    seed(running.eu, [partner], SystemClock(), SystemEntropy())
    running.come_to_rest()
    api = PartnerApi(running.state()["api_url"], partner.as_state())
    return Traffic(running, api, partner.accounts)


def test_every_event_is_received_whatever_dies(running: RunningStack, traffic: Traffic) -> None:
    before, dice = traffic.told(), Random()
    readers = [
        Reader(
            api=traffic.api,
            path=path,
            after=max(traffic.pages(stream), default=START),
            dice=Random(dice.random()),
            hear=traffic.hear,
        )
        for stream, path in PATHS.items()
        for _ in range(READERS_PER_STREAM)
    ]
    with reading(readers):
        with dying(running, dice) as killed:
            enough = sum(before.values()) + EVENTS
            write(traffic, lambda: killed.keys() == set(MORTALS) and told(traffic) >= enough)
        running.come_to_rest()
        for reader in readers:
            reader.last_id = traffic.pages(stream_of(reader))[-1]

    after = traffic.told()
    assert sum(after.values()) - sum(before.values()) >= EVENTS
    for reader in readers:
        stream = stream_of(reader)
        assert ids_of(reader) == [each for each in traffic.pages(stream) if each > reader.after]
        assert numbers_of(reader) == {
            account: list(range(before[account, stream] + 1, after[account, stream] + 1))
            for account in traffic.accounts
        }
        assert reader.cuts > 1
    check_at_rest(running.books())
    came = {reader.path: (len(reader.events), reader.cuts) for reader in readers}
    print(f"events and cuts by stream: {came}; killed: {dict(killed)}")


def told(traffic: Traffic) -> int:
    return sum(traffic.told().values())


def write(traffic: Traffic, is_enough: Callable[[], bool]) -> None:
    """Let all accounts trade until it is enough."""
    stop = Event()
    with ThreadPoolExecutor(ACCOUNTS) as pool:
        written = [pool.submit(traffic.write, account, stop) for account in traffic.accounts]
        try:
            wait_for(lambda: is_enough() or any(each.done() for each in written), WRITE_TIMEOUT_S)
        finally:
            stop.set()
        for each in written:
            each.result()


@contextmanager
def dying(running: RunningStack, dice: Random) -> Iterator[Counter[str]]:
    """Kill one part after the other, each when the one before is back; count how often."""
    stop, killed = Event(), Counter[str]()
    with ThreadPoolExecutor(1) as pool:
        death = pool.submit(kill_in_turn, running, dice, stop, killed)
        try:
            yield killed
        finally:
            stop.set()
        death.result()


def kill_in_turn(running: RunningStack, dice: Random, stop: Event, killed: Counter[str]) -> None:
    for victim in cycle(MORTALS):
        if stop.wait(dice.uniform(*LIFE_S)):
            return
        pid = running.state()["processes"][victim]
        os.kill(pid, signal.SIGKILL)
        killed[victim] += 1
        wait_for(partial(has_come_back, running, victim, pid))


def has_come_back(running: RunningStack, victim: str, pid: int) -> bool:
    return bool(running.state()["processes"][victim] != pid)


def stream_of(reader: Reader) -> Stream:
    return next(stream for stream, path in PATHS.items() if path == reader.path)


def ids_of(reader: Reader) -> list[str]:
    return [event["event_id"] for event in reader.events]


def numbers_of(reader: Reader) -> dict[str, list[int]]:
    """Return the numbers of each account's events, in the order they came."""
    numbers: dict[str, list[int]] = {account: [] for account in accounts_of(reader)}
    for event in reader.events:
        if event["account_id"] in numbers:
            numbers[event["account_id"]].append(event["sequence"])
    return numbers


def accounts_of(reader: Reader) -> list[str]:
    accounts: list[str] = reader.api.partner["accounts"]
    return accounts
