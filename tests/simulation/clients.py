"""What the clients of a schedule ask for: orders of all kinds, their ends, and others instead."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from shared.core.documents import Snapshot
from shared.core.errors import Refusal
from shared.core.ids import AccountId, OrderId
from shared.core.listings import by_symbol
from shared.core.money import PRICE_SCALE
from shared.eu.accounts.paths import account_path
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.replace_request import replace_order
from shared.eu.orders.model.request import place_order
from shared.eu.orders.paths import ORDERS, order_of
from tests.simulation.world import World

SYMBOLS = ("AAPL", "F", "KO")
FIRST_SHARES = {"F": 300, "KO": 40}
BUY_QTY_MAX = {"AAPL": 60, "F": 900, "KO": 100}
SELL_QTY_MAX = {"AAPL": 40, **FIRST_SHARES}
MARKET_ORDER = {"type": "market", "time_in_force": "day"}
REQUESTS_MAX = 7
CHANGES_MAX = 3
ALL = 100_000

NOT_ANSWERS = frozenset({"contention", "quote_unavailable", "halted"})
"""Refusals after which a client asks again."""


@dataclass(slots=True)
class ClientRequest:
    """An order a client wants placed; it is repeated until it is answered."""

    account_id: str
    body: dict[str, Any]
    answered: bool = False
    order_id: str | None = None


@dataclass(slots=True)
class ChangeRequest:
    """An order that a client wants changed; it is repeated until it is answered."""

    account_id: str
    changed_id: str
    body: dict[str, Any]
    answered: bool = False
    order_id: str | None = None


Asked = ClientRequest | ChangeRequest


@dataclass(slots=True)
class Clients:
    """The clients of a schedule, which know only what they were answered."""

    world: World
    dice: Random
    requests: list[ClientRequest] = field(init=False)
    changes: list[ChangeRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._buy_first_shares()
        self.requests = [self._request(n) for n in range(self.dice.randint(3, REQUESTS_MAX))]

    def asked_for(self) -> list[Asked]:
        """Return everything that the clients have asked for, or will."""
        return [*self.requests, *self.changes]

    def unanswered(self) -> list[Asked]:
        """Return what is asked for again."""
        return [each for each in self.asked_for() if not each.answered]

    def ask(self, request: Asked) -> str:
        """Ask once; return the reason of a refusal, or nothing.

        Raises what may happen to a process, and StoreError.
        """
        try:
            request.order_id = self._asked(request).order_id
        except Refusal as refusal:
            request.answered = refusal.reason not in NOT_ANSWERS
            return refusal.reason
        request.answered = True
        return ""

    def think_again(self) -> str:
        """Cancel an order, or ask for another in its place; return what was done."""
        known = [request for request in self.asked_for() if request.order_id]
        if not known:
            return "nothing to cancel"
        limits = [request for request in known if "limit_price" in request.body]
        if limits and len(self.changes) < CHANGES_MAX and self.dice.random() < 0.6:
            request = self.dice.choice(limits)
            self.changes.append(self._change(request))
            return f"client thinks of another order for {request.order_id}"
        request = self.dice.choice(known)
        self._cancel(request.account_id, request.order_id or "")
        return f"client cancels {request.order_id}"

    def cancel_what_rests(self) -> None:
        """Cancel every order that is open."""
        for order in self.orders():
            if not order.is_terminal:
                self._cancel(order.account_id, order.order_id)

    def orders(self) -> list[Order]:
        """Return all orders, as they are stored."""
        stored: list[Snapshot] = self.world.eu.query(ORDERS, limit=ALL)
        return [order_of(each.path, each.data or {}) for each in stored]

    def _asked(self, request: Asked) -> Order:
        account_id = AccountId(request.account_id)
        if isinstance(request, ChangeRequest):
            command = replace_order(request.body)
            return self.world.replaces.replace(account_id, OrderId(request.changed_id), command)
        (seen,) = self.world.eu.get([account_path(account_id)])
        return self.world.desk.place(seen, place_order(request.body))

    def _cancel(self, account_id: str, order_id: str) -> None:
        try:
            self.world.cancels.cancel(AccountId(account_id), order_id)
        except Refusal:
            return

    def _buy_first_shares(self) -> None:
        """Give every account something to sell, before any fault."""
        for account_id in self.world.accounts:
            for symbol, qty in FIRST_SHARES.items():
                body = {**MARKET_ORDER, "symbol": symbol, "qty": str(qty), "side": "buy"}
                self._asked(ClientRequest(account_id, body))
        self.world.deliver_all()

    def _request(self, number: int) -> ClientRequest:
        account_id = self.dice.choice(self.world.accounts)
        symbol = self.dice.choice(SYMBOLS)
        side = self.dice.choice(("buy", "buy", "sell"))
        qty_max = (BUY_QTY_MAX if side == "buy" else SELL_QTY_MAX)[symbol]
        body = {
            "symbol": symbol,
            "qty": Decimal(self.dice.randint(1, qty_max)),
            "side": side,
            **self._kind(symbol),
            "client_order_id": f"ana-{number}@example.org",
        }
        if body["time_in_force"] == "day":
            self._divide(body)
        return ClientRequest(account_id, body)

    def _kind(self, symbol: str) -> dict[str, Any]:
        """Return a type of order: at the market, or with a limit on either side of it."""
        if self.dice.random() < 0.4:
            return {**MARKET_ORDER, "time_in_force": self.dice.choice(("day", "day", "ioc", "fok"))}
        tif = self.dice.choice(("day", "day", "gtc", "ioc", "fok"))
        return {"type": "limit", "time_in_force": tif, "limit_price": self._price(symbol)}

    def _price(self, symbol: str) -> str:
        listing = by_symbol(symbol)
        if listing is None or listing.reference_price is None:
            raise LookupError("price")
        percent = self.dice.choice((96, 99, 100, 100, 101, 104))
        cents = listing.reference_price * percent // 100 // 10 ** (PRICE_SCALE - 2)
        return str(Decimal(cents) / 100)

    def _divide(self, body: dict[str, Any]) -> None:
        """Make some of the day's orders ones for parts of a share, or for an amount."""
        chance = self.dice.randrange(10)
        if chance < 2:
            body["qty"] += Decimal(self.dice.randint(1, 10**9 - 1)) / 10**9
        elif chance < 5:
            del body["qty"]
            body["notional"] = Decimal(self.dice.randint(500, 900_000)) / 100

    def _change(self, request: Asked) -> ChangeRequest:
        number = len(self.changes)
        body: dict[str, Any] = {"client_order_id": f"ana-again-{number}@example.org"}
        symbol = self.dice.choice(SYMBOLS)
        if isinstance(request, ClientRequest):
            symbol = request.body["symbol"]
        if self.dice.random() < 0.7:
            body["qty"] = Decimal(self.dice.randint(1, 60))
        if "qty" not in body or self.dice.random() < 0.5:
            body["limit_price"] = self._price(symbol)
        return ChangeRequest(request.account_id, request.order_id or "", body)
