"""Both regions over the twins, with a market that a test opens, closes, halts and prices."""

import json
from datetime import datetime

from shared.core.clock import epoch_ms
from shared.core.documents import Snapshot
from shared.core.ids import AccountId
from shared.core.market_hours import AlwaysOpen
from shared.core.messages import Delivery
from shared.core.money import scaled
from shared.eu.accounts.paths import account_path
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.request import place_order
from shared.eu.orders.paths import order_of, order_path
from shared.us.marketdata.model.quote import EURUSD, Quote
from shared.us.marketdata.paths import fx_of, quote_path, quote_save
from tests.integration.verdicts.cells import ASK, BID, Cell, Session, Side, body_of
from tests.simulation.checkers import Books
from tests.simulation.world import build

SYMBOL = "F"
ENOUGH, SCARCE = 1_000, 1
OWNED = "100"
MARKET_BUY = {"symbol": SYMBOL, "side": "buy", "type": "market", "time_in_force": "day"}


class SessionTwin(AlwaysOpen):
    """Hours that a test sets."""

    def __init__(self) -> None:
        self.opened = True

    def is_open(self, now: datetime) -> bool:
        return self.opened


class Stage:
    """One account that owns shares, and everything around it."""

    def __init__(self, session: Session, displayed: int) -> None:
        self.hours = SessionTwin()
        self.world = build("verdicts", hours=self.hours)
        self.account_id = AccountId(self.world.accounts[0])
        self.quote(BID, ASK, ENOUGH)
        self.world.desk.place(self.account_seen(), place_order({**MARKET_BUY, "qty": OWNED}))
        self.world.deliver_all()
        self.quote(BID, ASK, displayed)
        self.enter(session)
        self.world.published.clear()

    def enter(self, session: Session) -> None:
        """Let the market come to another state."""
        if session is Session.HALTED:
            self.job("halt")
        self.hours.opened = session is not Session.CLOSED

    def place(self, cell: Cell) -> Order:
        """Ask for the order of a cell; what the US side has to say comes back. Raises Refusal."""
        order = self.ask(cell)
        self.world.deliver_all()
        return self.order(order)

    def ask(self, cell: Cell) -> Order:
        """Ask for the order of a cell, and let its message wait. Raises Refusal."""
        return self.world.desk.place(self.account_seen(), place_order(body_of(cell)))

    def order(self, order: Order) -> Order:
        """Return an order as it is stored now."""
        path = order_path(order.order_id)
        (seen,) = self.world.eu.get([path])
        return order_of(path, seen.data or {})

    def account_seen(self) -> Snapshot:
        """Return the account's snapshot."""
        (seen,) = self.world.eu.get([account_path(self.account_id)])
        return seen

    def quote(self, bid: str, ask: str, shares: int) -> None:
        """Let a second pass, and a quote of now cross and match the book."""
        self.world.clock.advance_ms(1_001)
        at_ms = epoch_ms(self.world.clock.now())
        seen, rate = self.world.us.get([quote_path(SYMBOL), quote_path(EURUSD)])
        quote = Quote(SYMBOL, scaled(bid, 6), scaled(ask, 6), shares, shares, at_ms)
        self.world.us.commit([quote_save(seen, quote)])
        self.world.market_data.halts.feed.publish(fx_of(rate.data or {}), [quote])
        self.world.deliver_all()

    def job(self, name: str) -> None:
        """Halt the symbol, or let it trade again; caches have learned of it then."""
        job = json.dumps({"job": name, "symbol": SYMBOL}).encode()
        self.world.market_data.handle_job(Delivery(job, {}, "1"))
        self.world.clock.advance_ms(1_001)
        self.world.deliver_all()

    def price_comes(self, side: Side) -> None:
        """Open the market at a price that every limit here is worse than."""
        self.hours.opened = True
        bid, ask = ("12.00", "12.01") if side is Side.BUY else ("17.00", "17.01")
        self.quote(bid, ask, ENOUGH)

    def time_ends(self, order: Order) -> None:
        """Let an order's time end, and the US side's job look after it."""
        now = self.world.clock.now()
        self.world.clock.advance_ms(epoch_ms(order.expires_at) - epoch_ms(now))
        self.world.us_orders.jobs.handle(Delivery(b'{"job":"orders-sweep"}', {}, "1"))
        self.world.deliver_all()

    def books(self) -> Books:
        """Return everything that both regions have stored about money, shares and orders."""
        return Books.read(self.world.eu, self.world.us)
