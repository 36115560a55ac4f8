"""Send one market order as a partner would, and follow it across the border and back."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from emulators.local_http import ask

FILL_TIMEOUT_S = 30
LOOK_EVERY_S = 0.02
ORDER = {"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}

Say = Callable[[str], None]
Pause = Callable[[float], None]


class OrderFailed(Exception):
    """Say what the API answered instead, or that no fill came."""


def send_first_order(state: Mapping[str, Any], say: Say, pause: Pause) -> None:
    """Buy one share for the first seeded account and wait until it is filled.

    Raises OrderFailed.
    """
    partner = state["partners"][0]
    orders_url = f"{state['api_url']}/v1/trading/accounts/{partner['accounts'][0]}/orders"
    headers = {"Authorization": f"Basic {_basic(partner)}", "Content-Type": "application/json"}
    started_s = time.monotonic()
    order = _ask(orders_url, headers, json.dumps(ORDER).encode())
    say(f"market order, buy 1 AAPL: {order['status']} after {_since_ms(started_s)} ms")
    filled = _wait_filled(f"{orders_url}/{order['id']}", headers, pause)
    price = filled["usd"]["filled_avg_price"]
    say(f"filled at {price} USD, back from the US after {_since_ms(started_s)} ms")


def curl_line(state: Mapping[str, Any]) -> str:
    """Return a command that places another order."""
    partner = state["partners"][0]
    url = f"{state['api_url']}/v1/trading/accounts/{partner['accounts'][0]}/orders"
    credentials = f"{partner['api_key']}:{partner['api_secret']}"
    return (
        f"curl -u {credentials} -H 'Content-Type: application/json' -d '{json.dumps(ORDER)}' {url}"
    )


def _wait_filled(order_url: str, headers: Mapping[str, str], pause: Pause) -> dict[str, Any]:
    deadline_s = time.monotonic() + FILL_TIMEOUT_S
    while True:
        order = _ask(order_url, headers)
        if order["status"] == "filled":
            return order
        if time.monotonic() > deadline_s:
            raise OrderFailed(f"the order is still {order['status']} after {FILL_TIMEOUT_S} s")
        pause(LOOK_EVERY_S)


def _ask(url: str, headers: Mapping[str, str], body: bytes | None = None) -> dict[str, Any]:
    status, answer = ask(url, body=body, headers=headers)
    if status != 200:
        raise OrderFailed(f"the API answered {status}: {answer.decode(errors='replace')}")
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


def _basic(partner: Mapping[str, Any]) -> str:
    return base64.b64encode(f"{partner['api_key']}:{partner['api_secret']}".encode()).decode()


def _since_ms(started_s: float) -> int:
    return round((time.monotonic() - started_s) * 1000)
