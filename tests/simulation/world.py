"""Both regions over the in-memory twins: the real services, a virtual clock, seeded randomness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from emulators.seed import Partner, new_partners, seed
from shared.border.signing import Signer, Verifier
from shared.core.cached_reader import CachedReader
from shared.core.counters import Counters
from shared.core.market_hours import AlwaysOpen, MarketHours
from shared.core.messages import Message
from shared.eu.orders.service.book import BookingDesk
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.checks import MarketChecks
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.intake import Intake, opener
from shared.eu.orders.service.place import OrderDesk
from shared.eu.orders.service.replace import ReplaceDesk
from shared.eu.orders.service.sweep import Sweeper
from shared.eu.quotes.service import QuoteBoard
from shared.memory.clock import SeededEntropy, VirtualClock
from shared.memory.documents import MemoryDocuments
from shared.memory.messages import MemoryBroker, MemoryMessages
from shared.us.marketdata.service import market_data
from shared.us.marketdata.service.market_data import MarketData
from shared.us.marketdata.service.ticker import Ticker
from shared.us.orders.service.orders_function import OrdersFunction, Ports, assemble

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
QUOTE_TTL_MS = 1_000
QUOTE_AGE_MAX_MS = 15_000
TOPICS = ("eu/orders", "eu/pages", "us/executions", "us/quotes")
EU_SIGNER = Signer.from_seed("eu-1", bytes(range(32)))
US_SIGNER = Signer.from_seed("us-1", bytes(range(32, 64)))


@dataclass(slots=True)
class World:
    """Two regions and what lies between them. `published` is all that ever crossed."""

    clock: VirtualClock
    entropy: SeededEntropy
    eu: MemoryDocuments
    us: MemoryDocuments
    broker: MemoryBroker
    eu_messages: MemoryMessages
    us_messages: MemoryMessages
    desk: OrderDesk
    cancels: CancelDesk
    replaces: ReplaceDesk
    sweeper: Sweeper
    market_data: MarketData
    intake: Intake
    us_orders: OrdersFunction
    partners: list[Partner]
    published: list[tuple[str, Message]]

    @property
    def ticker(self) -> Ticker:
        """Return the US ticker."""
        return self.market_data.ticker

    @property
    def accounts(self) -> list[str]:
        """Return all seeded accounts."""
        return [account for partner in self.partners for account in partner.accounts]

    def deliver_all(self, rounds_max: int = 1_000) -> None:
        """Deliver until nothing is pending; a failure here is the test's failure."""
        for _ in range(rounds_max):
            pending = self.broker.pending()
            if not pending:
                return
            failure = self.broker.deliver(pending[0])
            if failure is not None:
                raise failure
        raise TimeoutError("deliveries never end")


def build(
    seed_text: str,
    accounts_per_partner: int = 1,
    deposit_cents: int = 1_000_000,
    hours: MarketHours | None = None,
) -> World:
    """Build a world whose accounts are funded and whose first quotes have crossed."""
    hours = hours or AlwaysOpen()
    clock, entropy = VirtualClock(START), SeededEntropy(seed_text)
    eu, us = MemoryDocuments(Counters()), MemoryDocuments(Counters())
    broker = MemoryBroker(TOPICS)
    eu_messages = MemoryMessages(broker, "eu", eu.counters)
    us_messages = MemoryMessages(broker, "us", us.counters)
    board = QuoteBoard(CachedReader(eu, clock, QUOTE_TTL_MS), QUOTE_AGE_MAX_MS)
    dispatch = Dispatch(eu_messages, clock, entropy, EU_SIGNER)
    booking = BookingDesk(eu, clock, entropy, board, dispatch)
    cancels = CancelDesk(eu, clock, entropy, dispatch)
    checks = MarketChecks(clock, board, hours)
    us_keys = Verifier.from_hex({US_SIGNER.key_id: US_SIGNER.public_key_hex()})
    world = World(
        clock=clock,
        entropy=entropy,
        eu=eu,
        us=us,
        broker=broker,
        eu_messages=eu_messages,
        us_messages=us_messages,
        desk=OrderDesk(eu, clock, entropy, checks, dispatch),
        cancels=cancels,
        replaces=ReplaceDesk(eu, clock, entropy, checks, dispatch),
        sweeper=Sweeper(eu, clock, dispatch, cancels),
        market_data=market_data.assemble(us, us_messages, clock, entropy, US_SIGNER, _observe),
        intake=Intake(eu, clock, opener(us_keys), booking),
        us_orders=_us_orders(us, us_messages, clock, entropy, hours),
        partners=new_partners(entropy, accounts_per_partner),
        published=[],
    )
    _connect(world)
    seed(eu, world.partners, clock, entropy, deposit_cents)
    world.ticker.tick(clock.now())
    world.deliver_all()
    return world


def _us_orders(
    us: MemoryDocuments,
    messages: MemoryMessages,
    clock: VirtualClock,
    entropy: SeededEntropy,
    hours: MarketHours,
) -> OrdersFunction:
    eu_keys = Verifier.from_hex({EU_SIGNER.key_id: EU_SIGNER.public_key_hex()})
    ports = Ports(
        us,
        messages,
        clock,
        entropy,
        hours,
        US_SIGNER,
        eu_keys,
        QUOTE_AGE_MAX_MS,
        _observe,
    )
    return assemble(ports)


def _connect(world: World) -> None:
    def keep(topic: str, messages: Sequence[Message]) -> None:
        world.published.extend((topic, message) for message in messages)

    world.eu_messages.hooks.before_publish = keep
    world.us_messages.hooks.before_publish = keep
    world.broker.subscribe("orders", "eu/orders", world.us_orders.border.handle)
    world.broker.subscribe("executions", "us/executions", world.intake.take)
    world.broker.subscribe("quotes", "us/quotes", world.intake.take, ordered=False)
    world.broker.subscribe("ticks", "us/quotes", world.us_orders.ticks.handle, ordered=False)


def _observe(event: str, reason: str) -> None:
    return
