"""Put the services of the US orders context together over any ports: cloud's, twins', a test's."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.border.codec import Opener
from shared.border.signing import Signer, Verifier
from shared.core.cached_reader import CachedReader
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents
from shared.core.market_hours import MarketHours
from shared.core.messages import Messages
from shared.us.marketdata.service.quote_cache import QUOTE_TTL_MS, QuoteCache
from shared.us.orders.service.instruction_desk import InstructionDesk
from shared.us.orders.service.intake import ACCEPTED, BorderIntake
from shared.us.orders.service.job_intake import JobIntake
from shared.us.orders.service.market_view import MarketView
from shared.us.orders.service.matcher import Matcher
from shared.us.orders.service.order_desk import OrderDesk
from shared.us.orders.service.outbox import Outbox
from shared.us.orders.service.quarantine import Quarantine
from shared.us.orders.service.report_sender import ReportSender
from shared.us.orders.service.sweeper import Sweeper
from shared.us.orders.service.tick_intake import TICKS, TickIntake
from shared.us.venues.service.resting_book import RestingBook


@dataclass(frozen=True, slots=True)
class Ports:
    """What the services need from outside. `peer` has the EU's keys, `signer` is the US's own."""

    documents: Documents
    messages: Messages
    clock: Clock
    entropy: Entropy
    hours: MarketHours
    signer: Signer
    peer: Verifier
    quote_age_max_ms: int
    observe: Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class OrdersFunction:
    """The handlers of the function: the border, the ticks, the jobs."""

    border: BorderIntake
    ticks: TickIntake
    jobs: JobIntake


def assemble(ports: Ports) -> OrdersFunction:
    """Build the handlers over ports."""
    documents, clock, entropy = ports.documents, ports.clock, ports.entropy
    quotes = QuoteCache(CachedReader(documents, clock, QUOTE_TTL_MS), ports.quote_age_max_ms)
    market = MarketView(clock, ports.hours, quotes)
    reports = ReportSender(ports.messages, clock, entropy, ports.signer)
    quarantine = Quarantine(documents, clock, ports.observe)
    book, outbox = RestingBook(documents), Outbox(documents, reports)
    desk = OrderDesk(documents, clock, entropy, market, reports, ports.observe)
    instructions = InstructionDesk(documents, clock, entropy, market, reports, ports.observe)
    matcher = Matcher(documents, clock, entropy, market, book, outbox)
    own = Verifier.from_hex({ports.signer.key_id: ports.signer.public_key_hex()})
    return OrdersFunction(
        BorderIntake(Opener(ports.peer, ACCEPTED), clock, quarantine, desk, instructions),
        TickIntake(Opener(own, TICKS), clock, quarantine, matcher),
        JobIntake(Sweeper(documents, clock, entropy, book, outbox)),
    )
