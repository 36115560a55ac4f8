"""Orders, instructions, repeats, ticks, halts and crashes in any order keep every promise.

A state machine drives new instances of the real services over the twins. A crash comes after a
commit and before anything is published; a race runs between what one instance reads and commits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.border.dictionary import OrderType, Side, TimeInForce
from shared.border.messages import OrderCancel, OrderNew, OrderReplace, OrderStatusQuery, Outbound
from shared.core.clock import epoch_ms
from shared.core.documents import Write
from shared.core.errors import Unavailable
from shared.core.market_hours import AlwaysOpen
from shared.core.money import PRICE_SCALE, short_text
from shared.us.marketdata.model.quote import Quote
from tests.unit.us.faults import NoBroker
from tests.unit.us.orders.market import SWEEP, region_at
from tests.unit.us.orders.promises import Past, check, check_published
from tests.unit.us.orders_new import SYMBOL, order_cancel, order_new, order_replace
from tests.unit.us.region import Region, delivery_of

NEVER_MS = 4_000_000_000_000
CENT = 10_000
ASK_CENTS = 18_742
TOKENS = 6
MIDNIGHT_MS = 24 * 3_600_000

sides = st.sampled_from(Side)
aways = st.integers(1, 3)
tokens = st.integers(0, TOKENS - 1)
mostly_not = st.sampled_from([False, False, False, False, True])
offsets = st.integers(-3, 3)
sizes = st.sampled_from([1, 3, 10, 40])
quantities = st.sampled_from(["1", "2", "5", "12", "30"])
tifs = st.sampled_from(TimeInForce)
amounts = st.one_of(
    quantities.map(lambda qty: {"qty": qty}),
    st.sampled_from(["0.5", "2.7", "0.000000001"]).map(lambda qty: {"qty": qty}),
    st.sampled_from(["1.00", "400.00"]).map(lambda dollars: {"qty": None, "notional_usd": dollars}),
)


class Crash(BaseException):
    """End an instance at this very point; nothing of it may catch this."""


@dataclass
class SwitchedHours(AlwaysOpen):
    """A session that a test closes and opens."""

    closed: bool = False

    def is_open(self, now: datetime) -> bool:
        return not self.closed


class UsOrders(RuleBasedStateMachine):
    """The US region, and everything that may happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.hours = SwitchedHours()
        self.region: Region = region_at(hours=self.hours)
        self.past = Past()
        self.sent: list[Outbound] = []
        self.seqs = dict.fromkeys((_token(number) for number in range(2 * TOKENS)), 1)

    @initialize(book=st.lists(st.tuples(sides, aways, quantities), min_size=3, max_size=4))
    def open_with_a_book(self, book: list[tuple[Side, int, str]]) -> None:
        self.quote(0, 10, 10, False)
        for number, (side, away, qty) in enumerate(book):
            self.rest(number, side, TimeInForce.GTC, qty, away)

    @rule(
        number=tokens,
        side=sides,
        order_type=st.sampled_from([OrderType.LIMIT, OrderType.LIMIT, OrderType.MARKET]),
        tif=tifs,
        amount=amounts,
        offset=offsets,
    )
    def place(
        self,
        number: int,
        side: Side,
        order_type: OrderType,
        tif: TimeInForce,
        amount: dict[str, Any],
        offset: int,
    ) -> None:
        token = _token(number)
        if any(isinstance(each, OrderNew) and each.order_token == token for each in self.sent):
            return
        facts = {"side": side, "order_type": order_type, "tif": tif, **amount}
        self.send(
            order_new(order_token=token, limit_price=_price(offset), expires_at=NEVER_MS, **facts)
        )

    @rule(
        number=tokens,
        side=sides,
        tif=st.sampled_from([TimeInForce.DAY, TimeInForce.GTC]),
        qty=quantities,
        away=aways,
    )
    def rest(self, number: int, side: Side, tif: TimeInForce, qty: str, away: int) -> None:
        offset = -away if side is Side.BUY else away
        self.place(number, side, OrderType.LIMIT, tif, {"qty": qty}, offset)

    @rule(which=st.integers(0, 50))
    def cancel(self, which: int) -> None:
        if self.sent:
            message = self.sent[which % len(self.sent)]
            token = getattr(message, "replacement_token", message.order_token)
            self.send(order_cancel(self.next_seq(token), order_token=token))

    @rule(number=st.integers(0, 2 * TOKENS - 1))
    def cancel_blindly(self, number: int) -> None:
        token = _token(number)
        self.send(order_cancel(self.next_seq(token), order_token=token))

    @rule(which=st.integers(0, 50), qty=quantities, offset=offsets, tif=tifs)
    def replace(self, which: int, qty: str, offset: int, tif: TimeInForce) -> None:
        placed = [each.order_token for each in self.sent if isinstance(each, OrderNew)]
        if not placed:
            return
        token = placed[which % len(placed)]
        new_token = _token(TOKENS + int(token, 16))
        if any(isinstance(each, OrderReplace) and each.order_token == token for each in self.sent):
            return
        self.send(
            order_replace(
                self.next_seq(token),
                order_token=token,
                replacement_token=new_token,
                qty=qty,
                limit_price=_price(offset),
                tif=tif,
            )
        )

    @rule(which=st.integers(0, 50))
    def repeat(self, which: int) -> None:
        if self.sent:
            self.deliver(self.sent[which % len(self.sent)])

    @rule(number=tokens)
    def ask(self, number: int) -> None:
        self.deliver(
            OrderStatusQuery(
                message_id="e" * 32,
                issued_at=epoch_ms(self.region.clock.now()),
                expires_at=NEVER_MS,
                order_token=_token(number),
                seq=1,
            )
        )

    @rule(offset=offsets, size=sizes)
    def tick(self, offset: int, size: int) -> None:
        self.quote(offset, size, size, False)
        self.match()

    @rule(offset=offsets, bid_size=sizes, ask_size=sizes, halted=mostly_not)
    def quote(self, offset: int, bid_size: int, ask_size: int, halted: bool) -> None:
        self.region.clock.advance_ms(1)
        ask = (ASK_CENTS + offset) * CENT
        at_ms = epoch_ms(self.region.clock.now())
        quote = Quote(SYMBOL, ask - CENT, ask, bid_size, ask_size, at_ms, halted)
        self.region.quote(quote)
        self.past.quotes.append(quote)
        self.region.clock.advance_ms(1)

    @rule()
    def match(self) -> None:
        self.region.clock.advance_ms(1)
        self.region.orders().ticks.matcher.match([SYMBOL])

    @rule()
    def match_and_reach_no_broker(self) -> None:
        self.region.clock.advance_ms(1)
        _until(Unavailable, lambda: self.region.orders(NoBroker()).ticks.matcher.match([SYMBOL]))

    @rule()
    def crash_while_matching(self) -> None:
        self.crash_after_the_next_commit()
        _until(Crash, self.match)
        self.calm()

    @rule(which=st.integers(0, 50))
    def crash_at_a_message(self, which: int) -> None:
        self.crash_after_the_next_commit()
        _until(Crash, lambda: self.repeat(which))
        self.calm()

    @rule(which=st.integers(0, 50))
    def match_beside_a_message(self, which: int) -> None:
        self.before_the_next_commit(self.match)
        self.repeat(which)
        self.calm()

    @rule(which=st.integers(0, 50))
    def repeat_beside_a_match(self, which: int) -> None:
        self.before_the_next_commit(lambda: self.repeat(which))
        self.match()
        self.calm()

    @rule()
    def match_twice_at_once(self) -> None:
        self.before_the_next_commit(self.match)
        self.match()
        self.calm()

    @rule()
    def sweep(self) -> None:
        self.region.orders().jobs.handle(SWEEP)

    @rule(passed_ms=st.sampled_from([1, 900, 900, 14_000, 15_001, MIDNIGHT_MS]))
    def wait(self, passed_ms: int) -> None:
        self.region.clock.advance_ms(passed_ms)

    @rule(closed=mostly_not)
    def close_or_open(self, closed: bool) -> None:
        self.region.clock.advance_ms(1)
        self.hours.closed = closed
        self.past.closed.append((epoch_ms(self.region.clock.now()), closed))
        self.region.clock.advance_ms(1)

    @invariant()
    def every_promise_holds(self) -> None:
        check(self.region, self.past)

    def teardown(self) -> None:
        """Heal as the broker and the scheduler would: everything unacknowledged comes again."""
        for message in self.sent:
            self.deliver(message)
        self.sweep()
        check(self.region, self.past)
        check_published(self.region)

    def next_seq(self, token: str) -> int:
        self.seqs[token] += 1
        return self.seqs[token]

    def send(self, message: OrderNew | OrderCancel | OrderReplace) -> None:
        self.sent.append(message)
        self.deliver(message)

    def deliver(self, message: Outbound) -> None:
        self.region.clock.advance_ms(1)
        self.region.intake().handle(delivery_of(message))

    def before_the_next_commit(self, other: Callable[[], None]) -> None:
        def run(writes: Sequence[Write]) -> None:
            self.calm()
            other()

        self.region.documents.hooks.before_commit = run

    def crash_after_the_next_commit(self) -> None:
        def crash(writes: Sequence[Write]) -> None:
            self.calm()
            raise Crash

        self.region.documents.hooks.after_commit = crash

    def calm(self) -> None:
        self.region.documents.hooks.before_commit = lambda writes: None
        self.region.documents.hooks.after_commit = lambda writes: None


def _token(number: int) -> str:
    return f"{number:032x}"


def _price(offset: int) -> str:
    return short_text((ASK_CENTS + offset) * CENT, PRICE_SCALE)


def _until(end: type[BaseException], run: Callable[[], None]) -> None:
    try:
        run()
    except end:
        return


UsOrders.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True, database=None
)
TestUsOrders = UsOrders.TestCase
