"""The order path as clients take it: through the edge, with funded accounts of two partners."""

import base64
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from urllib.parse import urlsplit

from emulators.regions import REGIONS
from emulators.seed import new_partners, seed
from shared.core.ids import AccountId
from shared.eu.orders.model.order import order_id_of
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.paths import order_path
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.documents import FirestoreDocuments
from tests.benchmarks.paths import NewOrder, OrderPath, Store
from tests.benchmarks.stack import Stack

ACCOUNTS_PER_PARTNER = 32
DEPOSIT_CENTS = 10_000_000_00
SYMBOLS = ("AAPL", "F", "KO")
EU, US = (Store(REGIONS[name].project, REGIONS[name].database) for name in ("eu", "us"))


def real_path(stack: Stack) -> OrderPath:
    """Seed 64 accounts into the running stack and return the way through it."""
    documents = FirestoreDocuments(EU.project, EU.database, stack.firestore_host)
    entropy = SystemEntropy()
    partners = new_partners(entropy, ACCOUNTS_PER_PARTNER)
    seed(documents, partners, SystemClock(), entropy, DEPOSIT_CENTS)
    return path_of(stack.state["api_url"], [partner.as_state() for partner in partners])


def path_of(api_url: str, partners: Sequence[Mapping[str, Any]]) -> OrderPath:
    """Return the way through a stack for the accounts of partners, as `state.json` shows them."""
    clients = [
        (account, _headers(partner["api_key"], partner["api_secret"]))
        for partner in partners
        for account in partner["accounts"]
    ]

    def new_order(dice: Random) -> NewOrder:
        account, headers = dice.choice(clients)
        client_order_id = f"{dice.getrandbits(128):032x}"
        body = {
            "symbol": dice.choice(SYMBOLS),
            "qty": "1",
            "side": "buy",
            "type": "market",
            "time_in_force": "day",
            "client_order_id": client_order_id,
        }
        return NewOrder(
            document=order_path(order_id_of(AccountId(account), client_order_id)),
            url_path=f"/v1/trading/accounts/{account}/orders",
            headers=headers,
            body=json.dumps(body).encode(),
        )

    return OrderPath(
        name="real",
        address=urlsplit(api_url).netloc,
        eu=EU,
        us=US,
        state_field="state",
        booked=OrderState.FILLED.value,
        subscriptions=(US.subscription("orders"), EU.subscription("executions")),
        new_order=new_order,
        us_document=_us_document,
    )


def _us_document(_: str, order: Mapping[str, Any]) -> str:
    return f"orders/{order['order_token']}"


def _headers(api_key: str, api_secret: str) -> dict[str, str]:
    pair = base64.b64encode(f"{api_key}:{api_secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
