"""What must hold in the US region after anything at all, computed from its stored documents."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from shared.border.dictionary import Side
from shared.core.ids import OrderToken
from shared.core.money import NANO, divide_up
from shared.us.marketdata.model.quote import Quote
from shared.us.venues.model.book import Resting, priority_end
from shared.us.venues.paths import RESTING, resting_of
from tests.unit.us.region import Region

Document = dict[str, Any]
ALL = 10_000
ENDS = frozenset({"reject", "done", "replaced"})


@dataclass
class Past:
    """What was in force from a millisecond on, and what was told: it must not change."""

    quotes: list[Quote] = field(default_factory=list)
    closed: list[tuple[int, bool]] = field(default_factory=list)
    told: dict[tuple[str, int], object] = field(default_factory=dict)
    executions: dict[str, Document] = field(default_factory=dict)

    def quote_at(self, at_ms: int) -> Quote:
        """Return the quote in force at a time."""
        return next(quote for quote in reversed(self.quotes) if quote.at_ms <= at_ms)

    def was_closed(self, at_ms: int) -> bool:
        """Tell whether the market was closed at a time."""
        return next((now for since_ms, now in reversed(self.closed) if since_ms <= at_ms), False)


def check(region: Region, past: Past) -> None:
    """Assert every promise that holds at any moment."""
    orders, executions = _by_id(region, "orders"), _by_id(region, "executions")
    resting = [resting_of(s.path, s.data or {}) for s in region.documents.query(RESTING, limit=ALL)]
    _check_filled(orders, executions.values())
    _check_reports(orders, past)
    _check_immutable(executions, past)
    _check_books(executions.values())
    _check_book(orders, resting)
    for execution in executions.values():
        _check_price(execution, orders[execution["order_token"]], past)
    ticks = [e for e in executions.values() if not _on_arrival(e, orders)]
    _check_displayed(ticks, past)
    if past.quotes:
        _check_priority(orders, ticks, resting, past.quotes[-1])


def check_published(region: Region) -> None:
    """Assert, once nothing is under way, that each report was published as it is stored."""
    published: dict[tuple[str, int], list[object]] = {}
    for report in region.reports():
        steps = [step.model_dump(mode="json") for step in report.steps]
        published.setdefault((report.order_token, report.seq), []).append(steps)
    stored = {
        (token, report["seq"]): report["steps"]
        for token, order in _by_id(region, "orders").items()
        for report in order["reports"]
    }
    assert published.keys() == stored.keys()
    for key, sent in published.items():
        assert all(steps == stored[key] for steps in sent)
    assert not [o for o in _by_id(region, "orders").values() if "outbox" in o]


def _check_filled(orders: dict[str, Document], executions: Iterable[Document]) -> None:
    filled: Counter[str] = Counter()
    for execution in executions:
        filled[execution["order_token"]] += execution["qty"]
    for token, order in orders.items():
        assert filled[token] == order["cum_qty"] <= order.get("qty", 0)


def _check_reports(orders: dict[str, Document], past: Past) -> None:
    for token, order in orders.items():
        reports = order["reports"]
        assert [report["seq"] for report in reports] == list(range(1, len(reports) + 1))
        for report in reports:
            assert past.told.setdefault((token, report["seq"]), report["steps"]) == report["steps"]
        steps = [step for report in reports for step in report["steps"]]
        ends = [at for at, step in enumerate(steps) if _is_end(step)]
        assert ends == ([len(steps) - 1] if order["state"] in ("DONE", "RISK_REJECT") else [])


def _is_end(step: Document) -> bool:
    return step["step"] in ENDS or (step["step"] == "fill" and step["leaves_qty"] == "0")


def _check_immutable(executions: dict[str, Document], past: Past) -> None:
    for name, execution in executions.items():
        assert past.executions.setdefault(name, execution) == execution
    assert past.executions.keys() == executions.keys()


def _check_books(executions: Iterable[Document]) -> None:
    inventory: Counter[str] = Counter()
    for execution in executions:
        totals: Counter[str] = Counter()
        for line in execution["lines"]:
            totals[line["commodity"]] += line["amount"]
            if line["account"] == "U-2900" and line["commodity"] != "USD":
                inventory[line["commodity"]] -= line["amount"]
            if line["account"] == "U-1020":
                assert line["amount"] % NANO == 0
        assert not any(totals.values())
    assert all(amount >= 0 for amount in inventory.values())


def _check_book(orders: dict[str, Document], resting: list[Resting]) -> None:
    is_open = {token for token, order in orders.items() if order["state"] in ("WORKING", "PARTIAL")}
    assert {each.token for each in resting} == is_open
    for each in resting:
        order = orders[each.token]
        assert (order["side"], order["limit_price"]) == (each.side.value, each.limit_price)
        assert order["order_type"] == "limit" and order["tif"] in ("day", "gtc")


def _check_price(execution: Document, order: Document, past: Past) -> None:
    at_ms, price = execution["executed_at_ms"], execution["price"]
    quote = past.quote_at(at_ms)
    assert not quote.halted and not past.was_closed(at_ms)
    assert at_ms - quote.at_ms <= 15_000
    assert at_ms < order["expires_at_ms"]
    buys = execution["side"] == "buy"
    assert price <= order["limit_price"] if buys else price >= order["limit_price"]
    assert price >= quote.ask if buys else price <= quote.bid
    if execution["executed_at_ms"] != order["received_at_ms"]:
        assert price == (quote.ask if buys else quote.bid)


def _on_arrival(execution: Document, orders: dict[str, Document]) -> bool:
    order = orders[execution["order_token"]]
    return bool(execution["executed_at_ms"] == order["received_at_ms"])


def _check_displayed(ticks: list[Document], past: Past) -> None:
    taken: Counter[tuple[int, str]] = Counter()
    for execution in ticks:
        quote = past.quote_at(execution["executed_at_ms"])
        taken[quote.at_ms, execution["side"]] += divide_up(execution["qty"], NANO)
    for (at_ms, side), shares in taken.items():
        quote = past.quote_at(at_ms)
        assert shares <= (quote.ask_size if side == "buy" else quote.bid_size)


def _check_priority(
    orders: dict[str, Document], ticks: list[Document], resting: list[Resting], quote: Quote
) -> None:
    """Nobody traded with the last quote before an order that came earlier or is better."""
    for execution, other in product(ticks, resting):
        order = orders[execution["order_token"]]
        side = Side(order["side"])
        if execution["executed_at_ms"] < quote.at_ms or side is not other.side:
            continue
        price = quote.ask if side is Side.BUY else quote.bid
        waited = other.received_at_ms < quote.at_ms
        may_trade = other.priority < priority_end(side, price)
        in_time = other.expires_at_ms > execution["executed_at_ms"]
        if waited and may_trade and in_time and other.token != execution["order_token"]:
            assert _priority(execution["order_token"], order) < other.priority


def _priority(token: str, order: Document) -> str:
    return Resting(
        OrderToken(token),
        order["symbol"],
        Side(order["side"]),
        order["limit_price"],
        order["received_at_ms"],
        order["expires_at_ms"],
    ).priority


def _by_id(region: Region, collection: str) -> dict[str, Document]:
    shots = region.documents.query(collection, limit=ALL)
    return {shot.path.partition("/")[2]: dict(shot.data or {}) for shot in shots}
