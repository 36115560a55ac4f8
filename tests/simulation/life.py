"""A life of accounts as hypothesis invents it: every step, in any order, keeps every invariant.

Deposits, orders, deliveries, cancels, journals between clients, reversals, projector, checkpoints;
the books are read from the stored documents after each step, as an auditor does.
"""

from collections import Counter
from contextlib import suppress
from itertools import count
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from emulators.operator.invariant_reader import read_ledgers
from emulators.operator.invariants import at_every_moment, at_rest
from emulators.operator.verifier.verify import verify
from shared.border.dictionary import Side
from shared.core.clock import trade_date
from shared.core.errors import Refusal
from shared.core.ids import AccountId, EntryId, derive
from shared.core.money import Cents
from shared.eu.accounts.paths import account_of, account_path
from shared.eu.accounts.service.every_account import pages_of_heads
from shared.eu.accounts.service.exporting import Exporter
from shared.eu.accounts.service.posting import PostingDesk
from shared.eu.accounts.service.reconciling import EuReconciler
from shared.eu.funding.model.deposit import Deposit
from shared.eu.funding.service.credit import FundingDesk
from shared.eu.ledger.model.chart import Code
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import journal_cash
from shared.eu.ledger.service.checkpointing import Checkpointer
from shared.eu.ledger.service.house_reader import HouseReader
from shared.eu.ledger.service.projecting import Projector
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.request import place_order
from shared.eu.orders.paths import order_of, order_path
from shared.memory.keys import MemoryKeys
from shared.us.marketdata.service.ticker import TURN_COUNT
from tests.simulation.checkers import promise
from tests.simulation.world import World, build

ACCOUNTS = 4
FIRST_CASH = 1_000_000
TICK_MS, DAY_MS = 1_000, 24 * 60 * 60 * 1_000
REST_ROUNDS_MAX, REST_ROUND_MS = 40, 4_000
FIRST_SHARES = {"F": 60, "KO": 10}
MARKET = {"type": "market", "time_in_force": "day"}
some_account = st.integers(0, ACCOUNTS - 1)
some_cents = st.integers(1, FIRST_CASH)
some_shares = st.integers(1, 40)
some_symbol = st.sampled_from(["F", "KO", "AAPL"])


class Life(RuleBasedStateMachine):
    """Accounts of two partners; `put_in` is what deposits and journals left in each, in cents."""

    # What happened in all lives of a run, so that a test can say that something did.
    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[Order] = []
        self.journals: list[EntryId] = []
        self.reversed: set[EntryId] = set()
        self.put_in: Counter[AccountId] = Counter()
        self.numbers = count(1)

    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed: int) -> None:
        """Two funded accounts of each partner, and prices."""
        self.world: World = build(
            f"life-{seed}", accounts_per_partner=ACCOUNTS // 2, deposit_cents=FIRST_CASH
        )
        eu, clock = self.world.eu, self.world.clock
        self.funding, self.posting = FundingDesk(eu, clock), PostingDesk(eu, clock)
        self.projector = Projector(eu, self.world.entropy)
        keys = MemoryKeys("life")
        self.checkpointer = Checkpointer(eu, keys, clock, lambda: pages_of_heads(eu))
        self.put_in = Counter({self.client(each): FIRST_CASH for each in range(ACCOUNTS)})
        for account in range(ACCOUNTS):
            for symbol, qty in FIRST_SHARES.items():
                self.buy(account, symbol, qty)
        self.world.deliver_all()

    def client(self, number: int) -> AccountId:
        return AccountId(self.world.accounts[number])

    @rule(account=some_account, cents=some_cents)
    def deposit(self, account: int, cents: int) -> None:
        """Euro arrive."""
        transfer_id = derive("transfer", str(next(self.numbers)))
        client = self.client(account)
        self.funding.credit(Deposit(transfer_id, client, Cents(cents), self.world.clock.now()))
        self.put_in[client] += cents
        self.happened["deposits"] += 1

    @rule(account=some_account, symbol=some_symbol, qty=some_shares)
    def buy(self, account: int, symbol: str, qty: int) -> None:
        """A client buys at the market, where it has the cash."""
        self._place(account, {"symbol": symbol, "qty": str(qty), "side": "buy", **MARKET})

    @rule(account=some_account, symbol=some_symbol, qty=some_shares)
    def sell(self, account: int, symbol: str, qty: int) -> None:
        """A client sells at the market, where it has the shares."""
        self._place(account, {"symbol": symbol, "qty": str(qty), "side": "sell", **MARKET})

    @rule(account=some_account, symbol=some_symbol, qty=some_shares)
    def rest(self, account: int, symbol: str, qty: int) -> None:
        """A client bids far below the market: the order rests."""
        body = {"symbol": symbol, "qty": str(qty), "side": "buy", "type": "limit"}
        self._place(account, {**body, "limit_price": "1.00", "time_in_force": "day"})

    def _place(self, account: int, body: dict[str, str]) -> None:
        (seen,) = self.world.eu.get([account_path(self.client(account))])
        try:
            self.orders.append(self.world.desk.place(seen, place_order(body)))
            self.happened["orders"] += 1
        except Refusal as refusal:
            self.happened[f"refused: {refusal.reason}"] += 1

    @precondition(lambda self: self.orders)
    @rule(number=st.integers(0, 100))
    def cancel(self, number: int) -> None:
        """A client changes its mind, perhaps too late."""
        order = self.orders[number % len(self.orders)]
        with suppress(Refusal):
            self.world.cancels.cancel(order.account_id, order.order_id)
            self.happened["cancels"] += 1

    @rule(numbers=st.lists(st.integers(0, 100), min_size=1, max_size=4), again=st.booleans())
    def deliver(self, numbers: list[int], again: bool) -> None:
        """Some messages arrive, any of those under way; now and then one of them twice."""
        for number in numbers:
            waiting = self.world.broker.waiting()
            if waiting:
                item = waiting[number % len(waiting)]
                if again:
                    self.world.broker.duplicate(item)
                with suppress(LookupError):
                    self.world.broker.deliver(item, out_of_order=True)

    @rule()
    def tick(self) -> None:
        """Time passes, prices move."""
        self.world.clock.advance_ms(TICK_MS)
        self.world.ticker.tick(self.world.clock.now())

    @rule()
    def tomorrow(self) -> None:
        """A day ends, with whatever is still on its way, and is closed and signed."""
        self.world.clock.advance_ms(DAY_MS)
        for _ in range(TURN_COUNT):
            self.tick()
        if self.checkpointer.take_due() is not None:
            self.happened["days closed"] += 1

    @rule(giver=some_account, taker=some_account, cents=some_cents)
    def journal(self, giver: int, taker: int, cents: int) -> None:
        """Cash goes from one client to another, where there is enough of it."""
        if giver == taker:
            return
        first, second, now = self.client(giver), self.client(taker), self.world.clock.now()
        entry_id = EntryId(derive("entry", "journal", str(next(self.numbers))))
        lines = journal_cash(first, second, Cents(cents))
        with suppress(Refusal):
            self.posting.post(Draft(entry_id, "P19", lines, now, trade_date(now)))
            self.journals.append(entry_id)
            self.put_in[first] -= cents
            self.put_in[second] += cents
            self.happened["journals"] += 1

    @precondition(lambda self: self.journals)
    @rule(number=st.integers(0, 100))
    def reverse(self, number: int) -> None:
        """A journal was wrong: it is mirrored, once."""
        entry_id = self.journals[number % len(self.journals)]
        with suppress(Refusal):
            posted = self.posting.reverse(entry_id)
            if entry_id not in self.reversed:
                self.reversed.add(entry_id)
                self.happened["reversals"] += 1
                taken = {line.client: line.amount for line in posted.entry.draft.lines}
                for client, amount in taken.items():
                    self.put_in[AccountId(client or "")] -= amount

    @rule()
    def project(self) -> None:
        """Entries are folded."""
        self.projector.project()

    @rule()
    def checkpoint(self) -> None:
        """All chains are sealed."""
        self.checkpointer.take()

    @invariant()
    def books_are_sound(self) -> None:
        """Every invariant that holds at every moment."""
        self.happened["steps"] += 1
        broken = at_every_moment(read_ledgers(self.world.eu, self.world.us))
        promise("invariants", not broken, *broken)

    @invariant()
    def the_bank_has_what_was_put_in(self) -> None:
        """A model of one number; trades cost it nothing before their exchange is covered."""
        bank = HouseReader(self.world.eu).of("EUR").amounts
        total = sum(amount for (code, _), amount in bank.items() if code == "E-1000")
        promise("the bank has what was put in", total == sum(self.put_in.values()))

    def teardown(self) -> None:
        """Everything arrives; both books agree, and an auditor finds nothing."""
        if not hasattr(self, "world"):
            return
        self._come_to_rest()
        broken = at_rest(read_ledgers(self.world.eu, self.world.us))
        promise("invariants at rest", not broken, *broken)
        aggregates = EuReconciler(self.world.eu).aggregates()
        promise("entries and what is kept beside them", not aggregates.breaks, aggregates.breaks)
        found = verify(Exporter(self.world.eu, self.world.clock).export().lines()).findings
        promise("the export is sound", not found, *found)
        fills = [order for order in self._orders() if order.filled_qty]
        self.happened["fills"] += len(fills)
        self._check_cash(fills)

    def _check_cash(self, fills: list[Order]) -> None:
        """A client's cash is what was put in, less what its orders say that they have cost."""
        expected = Counter(self.put_in)
        for order in fills:
            sign = -1 if order.side is Side.BUY else 1
            expected[order.account_id] += sign * order.euro_cents - order.commission_cents
        firm = -HouseReader(self.world.eu).of("EUR").amounts[Code.ERROR_ACCOUNT, "EUR"]
        for client, cents in expected.items():
            (seen,) = self.world.eu.get([account_path(client)])
            cash = account_of(seen.path, seen.data or {}).cash
            # An excess that the exchange rate alone has caused is the firm's (D16).
            promise("cash", 0 <= cash - cents <= -firm, client, cash, cents, firm)

    def _orders(self) -> list[Order]:
        paths = [order_path(order.order_id) for order in self.orders]
        return [order_of(seen.path, seen.data or {}) for seen in self.world.eu.get(paths)]

    def _come_to_rest(self) -> None:
        """Let everything arrive; what came too late to be done is asked for again."""
        for _ in range(REST_ROUNDS_MAX):
            self.world.clock.advance_ms(REST_ROUND_MS)
            self.world.ticker.tick(self.world.clock.now())
            self.world.deliver_all()
            self.world.sweeper.sweep()
            waits = self.world.broker.waiting()
            if not waits and not any(order.awaits_report for order in self._orders()):
                return
