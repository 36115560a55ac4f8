"""The two receivers at the border, over the in-memory world, and messages signed as theirs."""

from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from shared.border.signing import Signer
from shared.core.ids import AccountId
from shared.core.messages import Message
from shared.eu.accounts.paths import account_path
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.request import place_order
from shared.memory.documents import MemoryDocuments
from shared.us.marketdata.paths import QUOTES, quote_of, quote_path, quote_save
from tests.simulation.world import EU_SIGNER, US_SIGNER, World, build

MARKET_BUY = {"symbol": "AAPL", "side": "buy", "type": "market", "time_in_force": "day"}


@dataclass(frozen=True, slots=True)
class BorderSide:
    """A receiver; `real` is the last message of its topic that crossed."""

    world: World
    topic: str
    documents: MemoryDocuments
    sender: Signer
    real: Message

    def sealed(self, data: bytes, **attributes: str) -> Message:
        """Sign any bytes with the sender's own key; `attributes` replace or add to the usual."""
        usual = {
            "kind": self.real.attributes["kind"],
            "key_id": self.sender.key_id,
            "signature": self.sender.sign(data),
        }
        return Message(data, usual | attributes, self.real.ordering_key)

    def receive(self, message: Message) -> None:
        """Deliver a message and all that follows from it; a handler that fails is a failure."""
        self.world.broker.publish(self.topic, [message])
        self.world.deliver_all()

    def record_of(self, message: Message) -> dict[str, Any]:
        """Return the quarantine's record of a message: without its time, the size as `size`."""
        (seen,) = self.documents.get([quarantine_path(message)])
        names = {"size_bytes": "size", "received_at": "", "received_at_ms": ""}
        renamed = {names.get(name, name): value for name, value in (seen.data or {}).items()}
        return {name: value for name, value in renamed.items() if name}


def quarantine_path(message: Message) -> str:
    """Return where a region keeps the record of a refused message."""
    return f"quarantine/{sha256(message.data).hexdigest()}"


def world_of_one_order() -> World:
    """Build a world in which one order crossed, was filled and came back."""
    world = build("border")
    place(world, "5")
    world.deliver_all()
    return world


def side_of(world: World, name: str) -> BorderSide:
    """Return the receiver of orders (`us`), or of executions (`eu`)."""
    topic = "orders" if name == "us" else "executions"
    real = [message for published, message in world.published if published == topic][-1]
    if name == "us":
        return BorderSide(world, "eu/orders", world.us, EU_SIGNER, real)
    return BorderSide(world, "us/executions", world.eu, US_SIGNER, real)


def place(world: World, qty: str) -> Order:
    """Place a market order of the first account; it is not delivered yet."""
    (seen,) = world.eu.get([account_path(AccountId(world.accounts[0]))])
    return world.desk.place(seen, place_order({**MARKET_BUY, "qty": Decimal(qty)}))


def offer_only(world: World, shares: int) -> None:
    """Let the US market offer few shares at its price, so that an order trades in slices."""
    (seen,) = world.us.get([quote_path("AAPL")])
    world.us.commit([quote_save(seen, replace(quote_of(seen.data or {}), ask_size=shares))])


def stored(documents: MemoryDocuments) -> dict[str, Any]:
    """Return everything that was ever stored in a region, but prices."""
    return {
        snapshot.path: snapshot.data
        for collection in sorted(documents.counters.writes.keys() - {QUOTES})
        for snapshot in documents.query(collection, limit=10_000)
    }
