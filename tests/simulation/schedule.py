"""One seeded schedule: clients, deliveries, ticks, sweeps and faults in an order drawn by lot.

The same seed runs the same schedule. Every step is written to the trace, which a failure prints.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shared.core.documents import Write
from shared.core.errors import CommitUnknown, StoreError, Unavailable
from shared.core.ids import OrderId
from shared.core.messages import Delivery, Message
from shared.eu.orders.service.rebating import RebateDesk
from shared.memory.messages import Item
from tests.simulation.checkers import Books, check_always, check_at_rest, promise
from tests.simulation.clients import FIRST_SHARES, SYMBOLS, Asked, ClientRequest, Clients
from tests.simulation.projecting import Projecting
from tests.simulation.sequencing import Sequencing
from tests.simulation.thin_market import ThinMarket
from tests.simulation.world import World, build

DEPOSIT_CENTS = 3_000_000
STEPS_MAX = 150
REST_ROUNDS_MAX = 80
# From this round on nobody waits for a price any more.
PATIENCE_ROUNDS = 12
A_DAY_MS = 86_400_000
REST_ROUND_MS = 4_000
TICKS_A_REST_ROUND = 2
NESTING_MAX = 2
# How often, of all steps, a sequencer sweeps as well, and a projector folds.
SEQUENCE, PROJECT = 0.25, 0.1

# Of a thousand chances each; a schedule multiplies them by its own temper, 0 to 3.
DROP, DUPLICATE, OUT_OF_ORDER = 60, 30, 60
CRASH_BEFORE, CRASH_AFTER = 15, 15
UNKNOWN_BEFORE, UNKNOWN_AFTER = 15, 15
LET_OTHERS_RUN = 150


class Crash(BaseException):
    """End a function at this very point; nothing of it may catch this."""


@dataclass(slots=True)
class Schedule:
    """Runs one seed."""

    seed: int
    dice: Random = field(init=False)
    world: World = field(init=False)
    clients: Clients = field(init=False)
    temper: int = field(init=False)
    thin_market: ThinMarket = field(init=False)
    sequencing: Sequencing = field(init=False)
    projecting: Projecting = field(init=False)
    trace: list[str] = field(default_factory=list)
    depth: int = 0
    faults: bool = True

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.temper = self.dice.randrange(4)
        self.world = build(
            f"seed-{self.seed}",
            accounts_per_partner=self.dice.choice((1, 1, 2)),
            deposit_cents=DEPOSIT_CENTS,
        )
        self.thin_market = ThinMarket(self.world, self.dice)
        self.sequencing = Sequencing(self.world, self.dice)
        self.projecting = Projecting(self.world, self.dice)
        self.clients = Clients(self.world, self.dice)
        self.thin_market.appear(SYMBOLS)
        for documents in (self.world.eu, self.world.us):
            documents.hooks.before_commit = self._before_commit
            documents.hooks.after_commit = self._after_commit
        for messages in (self.world.eu_messages, self.world.us_messages):
            messages.hooks.after_publish = self._after_publish

    def run(self) -> None:
        """Run the schedule with faults, then let everything come to rest, and check."""
        for _ in range(STEPS_MAX):
            if not self._step():
                break
        check_always(self._books())
        self.sequencing.check_always()
        self.projecting.check_always()
        self.faults = False
        self._come_to_rest()
        check_at_rest(self._books())
        self.sequencing.check_at_rest()
        self.projecting.check_at_rest()
        self._check_requests()
        self._check_border()

    def _books(self) -> Books:
        return Books.read(self.world.eu, self.world.us)

    def _step(self) -> bool:
        """Do one thing; return False when there is nothing left to do."""
        # First of all, for whatever is chosen from below may be done while it runs.
        if self.dice.random() < SEQUENCE:
            self._guarded("sequence", self.sequencing.sweep)
        if self.dice.random() < PROJECT:
            self._guarded("project", self.projecting.project)
        unanswered = self.clients.unanswered()
        pending = self.world.broker.pending()
        if not unanswered and not self.world.broker.waiting():
            return False
        roll = self.dice.random()
        if unanswered and (roll < 0.3 or not pending):
            self._ask(self.dice.choice(unanswered))
        elif pending and roll < 0.82:
            self._deliver(self.dice.choice(pending))
        elif roll < 0.9:
            self._guarded("second thoughts", lambda: self._note(self.clients.think_again()))
        else:
            self._pass_time()
        return True

    def _pass_time(self) -> None:
        """Move time, sometimes past the age of a quote; then whatever time brings."""
        self.world.clock.advance_ms(self.dice.choice((300, 700, 1_500, 3_500, 16_000)))
        chance = self.dice.randrange(12)
        if chance < 7:
            self._guarded("tick", lambda: self.world.ticker.tick(self.world.clock.now()))
        if chance < 3:
            self._note("the market thins out")
            self._guarded("thin market", lambda: self.thin_market.appear(SYMBOLS))
        if 6 < chance < 10:
            self._guarded("sweep", self.world.sweeper.sweep)
        if chance == 9:
            self._guarded("sweep abroad", lambda: self._us_job("orders-sweep"))
        if chance > 9:
            job = self.dice.choice(("halt", "resume"))
            symbol = self.dice.choice(SYMBOLS)
            self._note(f"{job} of {symbol}")
            self._guarded(job, lambda: self._us_job(job, symbol=symbol))

    def _us_job(self, job: str, **facts: str) -> None:
        message = Delivery(json.dumps({"job": job, **facts}).encode(), {}, "1")
        self.world.market_data.halts.handle_job(message)
        self.world.us_orders.jobs.handle(message)

    def _ask(self, request: Asked) -> None:
        self._note(f"client asks {request.body['client_order_id']}")
        try:
            reason = self.clients.ask(request)
        except (StoreError, Crash) as error:
            return self._note(f"  no answer: {type(error).__name__}")
        if reason:
            self._note(f"  refused: {reason}")

    def _deliver(self, item: Item) -> None:
        if self._chance(DROP):
            self._note(f"{item.subscription} loses {item.number}")
            return self.world.broker.drop(item)
        if self._chance(DUPLICATE):
            self._note(f"{item.subscription} doubles {item.number}")
            self.world.broker.duplicate(item)
        if self._chance(OUT_OF_ORDER):
            item = self.dice.choice(self.world.broker.waiting())
        self._note(f"{item.subscription} delivers {item.number}")
        self._guarded("deliver", lambda: self._deliver_now(item))

    def _deliver_now(self, item: Item) -> None:
        try:
            failure = self.world.broker.deliver(item, out_of_order=True)
        except LookupError:
            return
        if failure is not None:
            self._note(f"  not acknowledged: {type(failure).__name__}")
            if not isinstance(failure, StoreError):
                raise failure

    def _guarded(self, name: str, action: Any) -> None:
        """Run something that may crash; the process that ran it is gone, the world goes on."""
        try:
            action()
        except (Crash, StoreError) as error:
            self._note(f"  {name}: {type(error).__name__}")

    def _chance(self, per_thousand: int) -> bool:
        return self.faults and self.dice.randrange(1_000) < per_thousand * self.temper

    def _before_commit(self, writes: Sequence[Write]) -> None:
        self._let_others_run()
        if self._chance(CRASH_BEFORE):
            raise Crash
        if self._chance(UNKNOWN_BEFORE):
            raise CommitUnknown

    def _after_commit(self, writes: Sequence[Write]) -> None:
        if self._chance(CRASH_AFTER):
            raise Crash
        if self._chance(UNKNOWN_AFTER):
            raise CommitUnknown

    def _after_publish(self, topic: str, messages: Sequence[Message]) -> None:
        if self._chance(CRASH_AFTER):
            raise Crash
        if self._chance(UNKNOWN_AFTER):
            raise Unavailable

    def _let_others_run(self) -> None:
        """Between a read and its commit: another client, or another delivery, all the way."""
        if self.depth >= NESTING_MAX or not self.faults:
            return
        if self.dice.randrange(1_000) >= LET_OTHERS_RUN:
            return
        self.depth += 1
        try:
            self._step()
        finally:
            self.depth -= 1

    def _come_to_rest(self) -> None:
        for symbol in SYMBOLS:
            self._us_job("resume", symbol=symbol)
        for number in range(REST_ROUNDS_MAX):
            for _ in range(TICKS_A_REST_ROUND):
                self.world.ticker.tick(self.world.clock.now())
            while pending := self.world.broker.pending():
                self._deliver(pending[0])
            for request in self.clients.unanswered():
                self._ask(request)
            if number == PATIENCE_ROUNDS:
                self._end_what_rests()
            self.world.clock.advance_ms(REST_ROUND_MS)
            self._us_job("orders-sweep")
            self.world.sweeper.sweep()
            self.sequencing.sweep()
            if self._at_rest():
                return
        self._note("never came to rest")

    def _end_what_rests(self) -> None:
        """End what no price has come for: the day ends, or the clients' patience."""
        if self.dice.random() < 0.5:
            self._note("the day ends")
            self.world.clock.advance_ms(A_DAY_MS)
            self._us_job("orders-sweep")
            while pending := self.world.broker.pending():
                self._deliver(pending[0])
            RebateDesk(self.world.eu, self.world.clock, self.world.entropy).rebate_due()
        self.clients.cancel_what_rests()

    def _at_rest(self) -> bool:
        answered = not self.clients.unanswered()
        idle = not self.world.broker.waiting() and self.sequencing.at_rest()
        return answered and idle and all(order.is_terminal for order in self.clients.orders())

    def _check_requests(self) -> None:
        """Each request became the one order that its client was told of, or none."""
        first_count = len(self.world.accounts) * len(FIRST_SHARES)
        orders = {order.order_id: order for order in self.clients.orders()}
        accepted = [request for request in self.clients.asked_for() if request.order_id]
        promise("one order a request", len(orders) == first_count + len(accepted))
        for request in accepted:
            order, body = orders[OrderId(request.order_id or "")], request.body
            same = (order.account_id, order.client_order_id)
            asked = (request.account_id, body["client_order_id"])
            promise("the order is the one asked for", same == asked, order.order_id)
            if isinstance(request, ClientRequest):
                same_terms = (order.symbol, order.side) == (body["symbol"], body["side"])
                promise("the order has the terms asked for", same_terms, order.order_id)
            else:
                promise("the order replaces", order.replaces == request.changed_id)

    def _check_border(self) -> None:
        """Nothing that names a client or a partner crossed, or lies on the other side."""
        words = [request.body["client_order_id"] for request in self.clients.asked_for()]
        words += self.world.accounts
        words += [partner.correspondent for partner in self.world.partners]
        crossed = json.dumps(
            [
                (message.data.decode(), dict(message.attributes), message.ordering_key)
                for _, message in self.world.published
            ]
        )
        books = self._books()
        stored = json.dumps([books.us_orders, books.executions])
        for word in words:
            promise("nothing personal crosses", word not in crossed)
            promise("nothing personal lies abroad", word not in stored)

    def _note(self, text: str) -> None:
        at = self.world.clock.now().strftime("%H:%M:%S.%f")
        self.trace.append(f"{at} {'  ' * self.depth}{text}")


def run_seed(seed: int) -> None:
    """Run a seed; a failure shows the seed and its whole trace."""
    schedule = Schedule(seed)
    try:
        schedule.run()
    except Exception as error:
        lines = "\n".join(schedule.trace)
        raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}\n{lines}") from error
