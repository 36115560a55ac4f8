"""A US region with one quoted symbol, for the tests of what becomes of an order."""

from datetime import datetime
from typing import Any

from shared.border.messages import Outbound
from shared.core.clock import epoch_ms
from shared.core.market_hours import AlwaysOpen, MarketHours
from shared.core.messages import Delivery
from shared.core.money import scaled
from shared.memory.clock import VirtualClock
from shared.us.marketdata.model.quote import FxRate, Quote
from shared.us.marketdata.paths import fx_put
from shared.us.orders.model.order import Order
from shared.us.orders.paths import order_of, order_path
from tests.unit.us.orders_new import NOW, SYMBOL, TOKEN
from tests.unit.us.region import Region, delivery_of

SWEEP = Delivery(b'{"job":"orders-sweep"}', {}, "1")


def region_at(now: datetime = NOW, hours: MarketHours | None = None) -> Region:
    """Build a region where AAPL is quoted 187.40 to 187.42 with 500 shares on each side."""
    region = Region(clock=VirtualClock(now), hours=hours or AlwaysOpen())
    region.documents.commit([fx_put(FxRate(1_085_000, epoch_ms(now), 1))])
    quote(region)
    return region


def quote(region: Region, bid: str = "187.40", ask: str = "187.42", **changes: Any) -> None:
    """Let a quote of now stand, perhaps with other `bid_size`, `ask_size`, `symbol`, `halted`."""
    facts = {"symbol": SYMBOL, "bid_size": 500, "ask_size": 500, **changes}
    at_ms = epoch_ms(region.clock.now())
    region.quote(Quote(bid=scaled(bid, 6), ask=scaled(ask, 6), at_ms=at_ms, **facts))


def tick(region: Region, bid: str = "187.40", ask: str = "187.42", **changes: Any) -> None:
    """Let a second pass and a new quote match the book."""
    region.clock.advance_ms(1_000)
    quote(region, bid, ask, **changes)
    match(region, changes.get("symbol", SYMBOL))


def match(region: Region, symbol: str = SYMBOL) -> None:
    """Match the book of a symbol with its quote as it stands."""
    region.orders().ticks.matcher.match([symbol])


def take(region: Region, *messages: Outbound) -> None:
    """Deliver messages of the EU to new instances."""
    for message in messages:
        region.intake().handle(delivery_of(message))


def sweep(region: Region) -> None:
    """Run the sweeper's job."""
    region.orders().jobs.handle(SWEEP)


def steps(region: Region, token: str = TOKEN) -> list[list[str]]:
    """Return what was told of an order, by report, each report once and in order."""
    told = {report.seq: report for report in region.reports() if report.order_token == token}
    assert sorted(told) == list(range(1, len(told) + 1))
    return [[_word(step) for step in told[seq].steps] for seq in sorted(told)]


def order(region: Region, token: str = TOKEN) -> Order:
    """Return a stored order."""
    (seen,) = region.documents.get([order_path(token)])
    stored = order_of(seen)
    assert stored is not None
    return stored


def resting(region: Region) -> list[str]:
    """Return the tokens of the book."""
    shots = region.documents.query("resting", limit=1_000)
    return [shot.path.partition("/")[2] for shot in shots]


def _word(step: Any) -> str:
    match step.step:
        case "ack":
            return f"ack {step.qty}"
        case "fill":
            return f"fill {step.qty}@{step.price}"
        case "replaced":
            return "replaced"
        case _:
            return str(step.reason.value)
