"""What must hold after any schedule: the invariants of domain B9 and the promises of the path.

Everything is computed from the stored documents of both regions, as an auditor would.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulators.operator.invariants import Held, Ledgers, at_every_moment, at_rest
from shared.core.breaks import Break
from shared.core.canonical import CHAIN_START, chain_hash
from shared.core.documents import Data, Documents, Snapshot
from shared.core.ids import SHARD_COUNT, EntryId
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import ACCOUNTS, POSITIONS, account_of
from shared.eu.events.model.record import RECORDS
from shared.eu.events.paths import EVENTS, PAGES
from shared.eu.ledger.model.entry import firm_chain, hashed_body
from shared.eu.ledger.paths import ENTRIES, entry_of
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import BREAKS, PARKED, order_of
from shared.eu.orders.paths import ORDERS as EU_ORDERS
from shared.us.orders.paths import EXECUTIONS
from shared.us.orders.paths import ORDERS as US_ORDERS
from shared.us.venues.paths import RESTING

ALL = 100_000
FIRM_CHAINS = {firm_chain(shard) for shard in range(SHARD_COUNT)}
TERMINAL_EVENTS = {"fill", "canceled", "rejected", "expired", "replaced"}


class Violation(AssertionError):
    """Say which promise was broken."""


def promise(name: str, holds: object, *details: object) -> None:
    """Raise Violation unless a promise holds; unlike an assert it stays under `-O`."""
    if not holds:
        raise Violation(f"{name} {' '.join(str(d) for d in details)}".strip())


@dataclass(frozen=True, slots=True)
class Books:
    """All documents of both regions, read once."""

    accounts: list[Account]
    positions: list[Data]
    entries: list[Snapshot]
    events: list[Data]
    orders: list[Order]
    parked: list[Data]
    breaks: list[Data]
    resting: set[str]
    us_orders: dict[str, Data]
    executions: list[Data]

    @classmethod
    def read(cls, eu: Documents, us: Documents) -> "Books":
        """Read both regions."""
        return cls(
            accounts=[account_of(s.path, s.data or {}) for s in eu.query(ACCOUNTS, limit=ALL)],
            positions=_data(eu, POSITIONS),
            entries=eu.query(ENTRIES, limit=ALL),
            events=[*_data(eu, EVENTS), *_paged(eu)],
            orders=[order_of(s.path, s.data or {}) for s in eu.query(EU_ORDERS, limit=ALL)],
            parked=_data(eu, PARKED),
            breaks=_data(eu, BREAKS),
            resting={s.path.partition("/")[2] for s in us.query(RESTING, limit=ALL)},
            us_orders={
                s.path.partition("/")[2]: s.data or {} for s in us.query(US_ORDERS, limit=ALL)
            },
            executions=_data(us, EXECUTIONS),
        )


def _data(documents: Documents, collection: str) -> list[Data]:
    return [snapshot.data or {} for snapshot in documents.query(collection, limit=ALL)]


def _paged(eu: Documents) -> list[Data]:
    """Return the events of all pages, as records that are on one stream each."""
    return [
        {
            "account_id": event["account_id"],
            "kind": event["kind"],
            "sequences": {page["stream"]: event["sequence"]},
            "body": json.dumps({page["stream"]: json.loads(event["body"])}),
        }
        for page in _data(eu, PAGES)
        for event in page["events"]
    ]


def check_always(books: Books) -> None:
    """Check what holds at every moment, faults and messages in flight or not."""
    _check_invariants(at_every_moment(ledgers_of(books)))
    _check_chains(books)
    _check_balances(books)
    _check_positions(books)
    _check_open_limits(books)
    _check_resting(books)
    _check_events(books)
    _check_activities(books)


def check_at_rest(books: Books) -> None:
    """Check what holds when nothing is in flight any more."""
    check_always(books)
    _check_orders_ended(books)
    _check_filled_once(books)
    _check_invariants(at_rest(ledgers_of(books)))
    promise("no report stays parked", not books.parked)
    promise("no contradiction", not books.breaks, books.breaks)
    promise("nothing rests", not books.resting)
    promise("every report was sent", not any("outbox" in each for each in books.us_orders.values()))


def _lines(documents: Iterable[Data]) -> Iterable[Data]:
    for document in documents:
        yield from document["lines"]


def ledgers_of(books: Books) -> Ledgers:
    """Return what the invariants are computed from."""
    for line in _lines([*(entry.data or {} for entry in books.entries), *books.executions]):
        promise("amounts are integers", type(line["amount"]) is int)
    ledgers = Ledgers(
        cohorts={account.account_id: account.cohort for account in books.accounts},
        positions={
            (held["account_id"], held["asset_id"]): Held(
                held["settled"] + held["unsettled"], held["reserved"]
            )
            for held in books.positions
        },
    )
    ledgers.add_eu((entry.path, entry.data or {}) for entry in books.entries)
    ledgers.add_us((execution["order_token"], execution) for execution in books.executions)
    for order in books.orders:
        ledgers.holds[order.account_id] += order.hold_cents
        ledgers.reserved[order.account_id, order.asset_id] += order.reserved_qty
        ledgers.commissions += order.commission_cents
    return ledgers


def _check_invariants(breaks: list[Break]) -> None:
    """Name the first break of an invariant (domain B9)."""
    for found in breaks:
        promise(found.recon, False, found.key, found.ours, found.theirs)


def _check_chains(books: Books) -> None:
    """Each account's entries form one chain from its start to its head; so do the firm's own."""
    chains: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for snapshot in books.entries:
        entry = entry_of(EntryId(snapshot.path.partition("/")[2]), snapshot.data or {})
        body = hashed_body(entry.draft, entry.posted_at, entry.links)
        first_hash = entry.links[0].previous_hash
        promise("entry hash", chain_hash(first_hash, body) == entry.hash)
        for link in entry.links:
            chains[link.chain].append((link.sequence, link.previous_hash, entry.hash))
    for account in books.accounts:
        links = chains.pop(f"account:{account.account_id}", [])
        head = _head_of(links, account.account_id)
        promise("chain head", (account.chain_sequence, account.chain_hash) == (len(links), head))
    for chain in FIRM_CHAINS & chains.keys():
        _head_of(chains.pop(chain), chain)
    promise("no chain without an account", not chains)


def _head_of(links: list[tuple[int, str, str]], owner: str) -> str:
    """Return the hash that a chain ends with."""
    head = CHAIN_START
    for position, (sequence, previous, after) in enumerate(sorted(links), 1):
        promise("chain is dense", (sequence, previous) == (position, head), owner)
        head = after
    return head


def _check_balances(books: Books) -> None:
    """Balances are the sum of the entries, and nobody owes money (I-5)."""
    totals: Counter[str] = Counter()
    for line in _lines(e.data or {} for e in books.entries):
        if line["commodity"] == "EUR":
            totals[line["account"]] -= line["amount"]
    for account in books.accounts:
        for code in ("E-2000", "E-2010", "E-2015", "E-2020"):
            booked = totals[f"{code}:{account.account_id}"]
            promise("balance = entries", account.balance(code) == booked, code)
        account.check_solvent()


def _check_positions(books: Books) -> None:
    """Positions are the sum of the entries; none is negative (I-5)."""
    totals: Counter[tuple[str, str]] = Counter()
    for line in _lines(e.data or {} for e in books.entries):
        code, _, account_id = line["account"].partition(":")
        if code in ("E-2100", "E-2110"):
            totals[account_id, line["commodity"]] -= line["amount"]
    for position in books.positions:
        owned = position["settled"] + position["unsettled"]
        key = (position["account_id"], position["asset_id"])
        promise("position = entries", totals.pop(key, 0) == owned, key)
        promise("I-5 position", 0 <= position["reserved"] <= owned, key)
    promise("no entries without a position", not any(totals.values()))


def _check_resting(books: Books) -> None:
    """Exactly the orders that may trade are in the book."""
    final = ("DONE", "RISK_REJECT")
    may_trade = {token for token, order in books.us_orders.items() if order["state"] not in final}
    promise("the book has what is open", books.resting == may_trade)


def _check_open_limits(books: Books) -> None:
    """What self-trades are refused by is exactly the limit orders that are open (R-712)."""
    open_limits = [order for order in books.orders if order.is_limit and not order.is_terminal]
    counts = Counter(order.account_id for order in open_limits)
    for account in books.accounts:
        promise("open limits are counted", account.open_limits == counts[account.account_id])
    for position in books.positions:
        for side, name in (("buy", "buys"), ("sell", "sells")):
            prices = sorted(
                order.protection_price
                for order in open_limits
                if (order.account_id, order.asset_id, order.side)
                == (position["account_id"], position["asset_id"], side)
            )
            promise("open limits are on the position", list(position[name]) == prices)


def _check_events(books: Books) -> None:
    """Numbers are dense from 1 per account and stream; an order's steps come once and in order."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in books.events:
        for stream, number in event["sequences"].items():
            numbers[event["account_id"], stream].append(number)
        if "place" in event:
            account_id, _, record = event["place"].partition(":")
            promise("a record is its account's", account_id == event["account_id"])
            numbers[account_id, RECORDS].append(int(record))
    for account in books.accounts:
        for stream, last in account.sequences.items():
            found = sorted(numbers.pop((account.account_id, stream), []))
            # Of the records, those that are not paged are left: the last ones.
            first = last + 1 - len(found) if stream == RECORDS else 1
            promise("events are dense", found == list(range(first, last + 1)), stream)
    promise("no event without an account", not numbers)


def _check_activities(books: Books) -> None:
    """The activities of an account sum to its cash exactly."""

    totals: dict[str, Decimal] = defaultdict(Decimal)
    for event in books.events:
        activity = json.loads(event["body"]).get("activities")
        if activity:
            totals[event["account_id"]] += Decimal(activity["net_amount"])
    for account in books.accounts:
        promise("activities = cash", totals[account.account_id] * 100 == account.cash)


def _check_orders_ended(books: Books) -> None:
    """Every order reached one terminal state, told of it once, and holds nothing."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for event in books.events:
        order_id = _order_id(event)
        if order_id:
            told[order_id][event["kind"]] += 1
    for order in books.orders:
        kinds = told[order.order_id]
        promise("order ended", order.is_terminal, order.order_id, order.state, order.report_seq)
        promise("accepted once", kinds["accepted"] == 1)
        # Nothing is told of an order that was refused, or whose cancel overtook it.
        never_began = not order.filled_qty and order.state in ("US_REJECTED", "CANCELED")
        promise("new once", kinds["new"] == 1 or (never_began and kinds["new"] == 0))
        promise("one end", sum(kinds[kind] for kind in TERMINAL_EVENTS) == 1, dict(kinds))
        promise("nothing held", order.hold_cents == 0)
    for account in books.accounts:
        promise("no cash held", account.balance("E-2010") == 0)
    for position in books.positions:
        promise("no shares held", position["reserved"] == 0)


def _order_id(event: Data) -> str | None:

    trade: dict[str, Any] | None = json.loads(event["body"]).get("trades")
    return trade["order"]["id"] if trade else None


def _check_filled_once(books: Books) -> None:
    """Each order exists once abroad; its executions are booked once, to the share and the cent."""
    executed: Counter[str] = Counter()
    for execution in books.executions:
        executed[execution["order_token"]] += execution["qty"]
    born = [order for order in books.orders if order.is_born]
    tokens = {order.order_token for order in born}
    promise("no order abroad without one at home", books.us_orders.keys() == tokens)
    for order in born:
        token = order.order_token
        promise("filled once", executed[token] == order.filled_qty, order.order_id)
        promise("never overfilled", order.filled_qty <= order.qty)
        promise("both ends know", books.us_orders[token]["cum_qty"] == order.filled_qty)
    _check_limits(books)
    _check_replacements(books)


def _check_limits(books: Books) -> None:
    """No fill is beyond its limit, and what is all or nothing is that."""
    for execution in books.executions:
        limit = books.us_orders[execution["order_token"]]["limit_price"]
        beyond = execution["price"] - limit
        buys = execution["side"] == "buy"
        promise("never beyond the limit", (beyond if buys else -beyond) <= 0, execution)
    for order in books.orders:
        if order.tif == "fok":
            promise("all or nothing", order.filled_qty in (0, order.qty), order.order_id)


def _check_replacements(books: Books) -> None:
    """An order and what took its place trade together what was asked for, and no more."""
    orders = {order.order_id: order for order in books.orders}
    for new in books.orders:
        if new.replaces is None:
            continue
        old = orders[new.replaces]
        took_place = old.replaced_by == new.order_id and old.state == "REPLACED"
        promise("a replacement has its place or never began", took_place == new.is_born)
        if took_place:
            promise("traded together", old.filled_qty + new.qty == new.replace_qty)
