"""Send one market order as a partner would, and watch it cross the border and come back."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from emulators.crossings import Crossed, Taps, Topics, border_taps
from emulators.event_streams import EventStreams, StreamRefused, Told, basic, now_ms
from emulators.journey import Journey
from emulators.local_http import ask

FILL_TIMEOUT_S = 30
LOOK_EVERY_S = 0.02
ORDER = {"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}
NEW, REPORT = "order.new", "order.report"
BORDER: Topics = (("eu", "orders"), ("us", "executions"))

Pause = Callable[[float], None]


class OrderFailed(Exception):
    """Say what the API answered instead, or that no fill came."""


def send_first_order(state: Mapping[str, Any], pause: Pause) -> Journey:
    """Buy one share for the first seeded account and follow it until the partner hears of the fill.

    Raises OrderFailed.
    """
    partner = state["partners"][0]
    try:
        with ExitStack() as open_ears:
            taps = open_ears.enter_context(border_taps(state, BORDER))
            streams = EventStreams(state["api_url"], [partner], ["trades"])
            open_ears.enter_context(streams)
            return _Watch(state, taps, streams, pause).order()
    except (StreamRefused, ConnectionError) as error:
        raise OrderFailed(str(error)) from None


def order_path(state: Mapping[str, Any]) -> str:
    """Return where orders of the first seeded account are placed."""
    return f"/v1/trading/accounts/{state['partners'][0]['accounts'][0]}/orders"


class _Watch:
    """One order with those who watch it: at the border, and on its stream."""

    def __init__(
        self,
        state: Mapping[str, Any],
        taps: Taps,
        streams: EventStreams,
        pause: Pause,
    ) -> None:
        self._url = f"{state['api_url']}{order_path(state)}"
        self._path = order_path(state)
        self._headers = {
            "Authorization": basic(state["partners"][0]),
            "Content-Type": "application/json",
        }
        self._taps, self._streams, self._pause = taps, streams, pause
        self._crossed: list[Crossed] = []
        self._told: dict[str, Told] = {}

    def order(self) -> Journey:
        """Send the order and return its way.

        Raises OrderFailed.
        """
        started_ms, body = now_ms(), json.dumps(ORDER).encode()
        order = _ask(self._url, self._headers, body)
        answered_ms = now_ms()
        self._wait(order)
        fill = self._told["fill"]
        return Journey(
            path=self._path,
            request=ORDER,
            started_ms=started_ms,
            answered_ms=answered_ms,
            accepted=self._told["accepted"].event,
            sent=self._crossing(NEW, order),
            report=self._crossing(REPORT, order),
            fill=fill.event,
            heard_ms=fill.heard_at_ms,
        )

    def _wait(self, order: Mapping[str, Any]) -> None:
        deadline_s = time.monotonic() + FILL_TIMEOUT_S
        while not self._saw_all(order):
            if time.monotonic() > deadline_s:
                status = _ask(f"{self._url}/{order['id']}", self._headers)["status"]
                raise OrderFailed(f"the order is still {status} after {FILL_TIMEOUT_S} s")
            self._listen(order["id"])
            self._pause(0)

    def _listen(self, order_id: str) -> None:
        told = self._streams.next(LOOK_EVERY_S)
        if told is not None and told.event["order"]["id"] == order_id:
            self._told[told.event["event"]] = told
        self._crossed += self._taps.heard()

    def _saw_all(self, order: Mapping[str, Any]) -> bool:
        at_border = self._crossing(REPORT, order) is not None
        return at_border and {"accepted", "fill"} <= self._told.keys()

    def _crossing(self, kind: str, order: Mapping[str, Any]) -> Crossed | None:
        """Return the order's message of a kind: the order token is all that tells whose it is."""
        sent = next(self._of(NEW, "asset_id", order["asset_id"]), None)
        if sent is None or kind == NEW:
            return sent
        return next(self._of(kind, "order_token", sent.body()["order_token"]), None)

    def _of(self, kind: str, key: str, value: str) -> Iterator[Crossed]:
        return (m for m in self._crossed if m.kind == kind and m.body()[key] == value)


def _ask(url: str, headers: Mapping[str, str], body: bytes | None = None) -> dict[str, Any]:
    status, answer = ask(url, body=body, headers=headers)
    if status != 200:
        raise OrderFailed(f"the API answered {status}: {answer.decode(errors='replace')}")
    parsed: dict[str, Any] = json.loads(answer)
    return parsed
