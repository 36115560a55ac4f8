"""A partner's HTTP client that says as much about itself as a careless one would.

Its address, its user agent and everything else that its requests carry are looked for afterwards
in all places that must not know them.
"""

import base64
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

# Any address of 127.0.0.0/8 is this machine's own; no part of the stack uses this one.
CLIENT_ADDRESS = "127.83.91.7"
TALKATIVE = {
    "User-Agent": "CanaryBank/7.31 (Ana Garcia, handset 4711)",
    "X-Forwarded-For": "203.0.113.77",
    "Forwarded": "for=198.51.100.23;proto=https",
    "Traceparent": "00-c0ffee5eedc0ffee5eedc0ffee5eed00-cafe5eedcafe5eed-01",
    "Baggage": "userId=canary-baggage-ana",
    "Cookie": "session=canary-cookie-ana",
    "Referer": "https://canary-bank.example/clients/ana",
    "Accept-Language": "es-ES-canary",
}
CLIENT_ORDER_ID_START = "ana.garcia+"
TIMEOUT_S = 30
FILL_TIMEOUT_S = 30
ANSWER_TIMEOUT_S = 60
RETRYABLE_STATUS = 503
LOOK_EVERY_S = 0.05
MARKET_BUY = {"symbol": "AAPL", "qty": "1", "side": "buy", "type": "market", "time_in_force": "day"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """Return the parsed JSON."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class PartnerApi:
    """The API as one partner uses it."""

    api_url: str
    partner: Mapping[str, Any] = field(repr=False)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; `headers` replace the usual ones."""
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        sent = self.credentials() if headers is None else headers
        target = urlsplit(self.api_url)
        connection = http.client.HTTPConnection(
            target.hostname or "", target.port, TIMEOUT_S, source_address=(CLIENT_ADDRESS, 0)
        )
        try:
            connection.request(method, path, data, {**TALKATIVE, **sent})
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def credentials(self) -> dict[str, str]:
        """Return the headers that prove who asks."""
        pair = f"{self.partner['api_key']}:{self.partner['api_secret']}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def place(self, account: str, **fields: Any) -> Answer:
        """Ask for a market buy of one share, or what `fields` say instead."""
        return self.ask("POST", orders_path(account), {**MARKET_BUY, **fields})

    def placed(self, account: str, **fields: Any) -> Answer:
        """Place an order as a careful partner does: the same request again while that is asked."""
        named = {"client_order_id": client_order_id(), **fields}
        deadline_s = time.monotonic() + ANSWER_TIMEOUT_S
        while (answer := self.place(account, **named)).status == RETRYABLE_STATUS:
            assert answer.body["retryable"], answer
            assert time.monotonic() < deadline_s, answer
            time.sleep(LOOK_EVERY_S)
        return answer

    def order(self, account: str, order_id: str) -> dict[str, Any]:
        """Return an order."""
        body: dict[str, Any] = self.ask("GET", f"{orders_path(account)}/{order_id}").body
        return body

    def filled(self, account: str, order_id: str) -> dict[str, Any]:
        """Wait until an order is filled and return it."""
        deadline_s = time.monotonic() + FILL_TIMEOUT_S
        while (order := self.order(account, order_id))["status"] != "filled":
            assert time.monotonic() < deadline_s, order
            time.sleep(LOOK_EVERY_S)
        return order

    def account(self, account: str) -> dict[str, Any]:
        """Return an account's balances."""
        body: dict[str, Any] = self.ask("GET", f"/v1/trading/accounts/{account}/account").body
        return body


def orders_path(account: str) -> str:
    """Return the path of an account's orders."""
    return f"/v1/trading/accounts/{account}/orders"


def client_order_id() -> str:
    """Return a new one, as full of personal data as partners make them."""
    return f"{CLIENT_ORDER_ID_START}{uuid4().hex[:12]}@example.org"
