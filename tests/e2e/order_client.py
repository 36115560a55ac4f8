"""One account's orders through the unmodified official client."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.alpaca_client import (
    APIError,
    BrokerClient,
    LimitOrderRequest,
    MarketOrderRequest,
    OrderSide,
    OrderStatus,
    TimeInForce,
)
from tests.e2e.api import client_order_id
from tests.e2e.running_stack import RunningStack, wait_for

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class OrderClient:
    """What a test asks for; the client's answers are typed as one of two things, so as neither."""

    client: Any
    account: str
    running: RunningStack

    def market(self, symbol: str, side: OrderSide = OrderSide.BUY, **fields: Any) -> Any:
        """Send a market order for the day."""
        day: dict[str, Any] = {"time_in_force": TimeInForce.DAY}
        return self._submit(MarketOrderRequest(**day, **self._named(symbol, side, fields)))

    def limit(self, symbol: str, side: OrderSide = OrderSide.BUY, **fields: Any) -> Any:
        """Send a limit order, for the day where the fields do not say otherwise."""
        fields = {"time_in_force": TimeInForce.DAY, **fields}
        return self._submit(LimitOrderRequest(**self._named(symbol, side, fields)))

    def order(self, order: Any) -> Any:
        """Return an order as it is now."""
        return self.client.get_order_for_account_by_id(self.account, order.id)

    def becomes(self, order: Any, status: OrderStatus) -> Any:
        """Wait for an order's status and return the order."""
        wait_for(lambda: self.order(order).status is status)
        return self.order(order)

    def open_ids(self) -> set[Any]:
        """Return the ids of the orders that are open."""
        return {order.id for order in self.client.get_orders_for_account(self.account)}

    def positions(self) -> dict[str, Decimal]:
        """Return the shares that the account owns, by symbol."""
        found = self.client.get_all_positions_for_account(self.account)
        return {position.symbol: Decimal(position.qty) for position in found}

    def nothing_is_held(self) -> bool:
        """Tell whether all cash is free."""
        account = self.client.get_trade_account_by_id(self.account)
        return bool(account.buying_power == account.cash)

    def quote(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Return bid and ask as the EU side knows them."""
        (seen,) = self.running.eu.get([f"quotes/{symbol}"])
        data = seen.data or {}
        return Decimal(data["bid"]) / 1_000_000, Decimal(data["ask"]) / 1_000_000

    def far_below(self, symbol: str) -> Decimal:
        """Return a limit that no price of the sandbox comes down to."""
        return (self.quote(symbol)[0] / 2).quantize(CENT)

    def far_above(self, symbol: str) -> Decimal:
        """Return a limit that no price of the sandbox comes up to."""
        return (self.quote(symbol)[1] * 2).quantize(CENT)

    def _submit(self, request: Any) -> Any:
        return self.client.submit_order_for_account(self.account, request)

    def _named(self, symbol: str, side: OrderSide, fields: dict[str, Any]) -> dict[str, Any]:
        return {"symbol": symbol, "side": side, "client_order_id": client_order_id(), **fields}


def order_client(running: RunningStack, partner: int, account: int) -> OrderClient:
    """Return the client of one account, none of whose orders is on its way."""
    running.come_to_rest()
    api = running.partners[partner]
    key, secret = api.partner["api_key"], api.partner["api_secret"]
    client = BrokerClient(key, secret, sandbox=False, url_override=api.api_url)
    return OrderClient(client, api.partner["accounts"][account], running)


def refusal_of(call: Any, *arguments: Any, **fields: Any) -> tuple[int | None, str]:
    """Return status and reason of a call that is refused."""
    with pytest.raises(APIError) as refused:
        call(*arguments, **fields)
    return refused.value.status_code, json.loads(str(refused.value))["reason"]
