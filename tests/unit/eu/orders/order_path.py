"""An order on its way: both regions over the twins, one account, and reports made by hand."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from shared.border.codec import Opener, seal
from shared.border.dictionary import DoneReason
from shared.border.messages import (
    Acknowledged,
    Done,
    Filled,
    OrderReport,
    Outbound,
)
from shared.border.signing import Verifier
from shared.core.clock import epoch_ms
from shared.core.documents import Snapshot, Write
from shared.core.ids import AccountId, AssetId, OrderId, derive
from shared.core.messages import Delivery, Message
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import account_of, account_path, position_of, position_path
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.request import place_order
from shared.eu.orders.paths import order_of, order_path
from tests.simulation.world import EU_SIGNER, US_SIGNER, World, build

BODY = {"symbol": "F", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day"}
OUTBOUND: TypeAdapter[Outbound] = TypeAdapter(Annotated[Outbound, Field(discriminator="kind")])
US_EAR = Opener(Verifier.from_hex({EU_SIGNER.key_id: EU_SIGNER.public_key_hex()}), OUTBOUND)
ACK = Acknowledged(qty="10")
DONE = Done(reason=DoneReason.PRICE_PROTECTION)
ALL = 1_000


class OrderPath:
    """The EU's part of the path, for one account; the US is silent unless it is let to answer."""

    def __init__(self) -> None:
        self.world: World = build("order path")
        self.account_id = AccountId(self.world.accounts[0])

    def place(self, **changes: Any) -> Order:
        """Ask for ten shares of F, or for what the changes say."""
        return self.world.desk.place(self.seen(), place_order({**BODY, **changes}))

    def own_shares(self, qty: int) -> None:
        """Buy shares to sell, all the way."""
        self.place(qty=str(qty))
        self.world.deliver_all()
        self.world.published.clear()

    def seen(self) -> Snapshot:
        """Return the account's snapshot, as authorization reads it."""
        (snapshot,) = self.world.eu.get([account_path(self.account_id)])
        return snapshot

    def account(self) -> Account:
        """Return the account."""
        seen = self.seen()
        return account_of(seen.path, seen.data or {})

    def order(self, order_id: OrderId) -> Order:
        """Return a stored order."""
        path = order_path(order_id)
        (seen,) = self.world.eu.get([path])
        return order_of(path, seen.data or {})

    def position(self, asset_id: AssetId) -> Position:
        """Return the account's position in an asset."""
        (seen,) = self.world.eu.get([position_path(self.account_id, asset_id)])
        return position_of(self.account_id, asset_id, seen.data)

    def stored(self, collection: str) -> list[Snapshot]:
        """Return the documents of an EU collection."""
        return self.world.eu.query(collection, limit=ALL)

    def sealed(self) -> list[Message]:
        """Return what was published to the US, as it crossed."""
        return [message for topic, message in self.world.published if topic == "orders"]

    def sent(self) -> list[Outbound]:
        """Return what was published to the US, as the US reads it."""
        now = self.world.clock.now()
        return [US_EAR.open(Delivery(m.data, m.attributes, "1"), now) for m in self.sealed()]

    def report(self, order: Order, seq: int, *steps: Any, issued_seq: int = 0) -> OrderReport:
        """Make a report of an order; it is the last one issued unless the call says otherwise."""
        issued_at = epoch_ms(self.world.clock.now())
        return OrderReport(
            message_id=self.world.entropy.token_hex(16),
            issued_at=issued_at,
            expires_at=issued_at + 60_000,
            order_token=order.order_token,
            seq=seq,
            issued_seq=issued_seq or seq,
            asset_id=order.asset_id,
            steps=steps,
        )

    def fill(self, number: int, qty: str, price: str = "10") -> Filled:
        """Make the step of an execution; the quantities after it do not matter to the EU."""
        return Filled(
            execution_id=derive("execution", str(number)),
            qty=qty,
            price=price,
            cum_qty=qty,
            leaves_qty="0",
            venue="SIMX",
            executed_at=epoch_ms(self.world.clock.now()),
            settle_date="2026-11-23",
            fees=(),
        )

    def book(self, report: OrderReport) -> None:
        """Hand a report to the desk that books it."""
        self.world.intake.desk.receive(report)

    def delivery(self, report: OrderReport) -> Delivery:
        """Deliver a report as the US seals it."""
        message = seal(report, US_SIGNER, report.order_token)
        return Delivery(message.data, message.attributes, "1")

    def before_next_commit(self, action: Callable[[], object]) -> None:
        """Let something happen between the next read and its commit, once."""

        def once(writes: Sequence[Write]) -> None:
            self.world.eu.hooks.before_commit = lambda _: None
            action()

        self.world.eu.hooks.before_commit = once

    def after_next_commit(self, action: Callable[[], object]) -> None:
        """Let something happen after the next commit has landed, once."""

        def once(writes: Sequence[Write]) -> None:
            self.world.eu.hooks.after_commit = lambda _: None
            action()

        self.world.eu.hooks.after_commit = once
