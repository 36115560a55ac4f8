"""A first order as the sandbox saw it, for the tests that show it."""

from pydantic import BaseModel

from emulators.crossings import Crossed
from emulators.journey import Journey
from shared.border.dictionary import FeeType
from shared.border.messages import Acknowledged, Fee, Filled, OrderReport
from tests.unit.us.orders_new import order_new

ACCOUNT = "9f07f3b7-bcba-4963-b314-ff88528f9f7b"
TOKEN = "532180c50b0f968e7f212e78e5f5c03e"
STARTED_MS = 1_795_599_505_000
AT = "2026-11-25T09:38:25.{}000Z"


def crossed(origin: str, at_ms: int, body: BaseModel) -> Crossed:
    """Return a message that was published so long after the start."""
    return Crossed(
        origin="eu" if origin == "eu" else "us",
        topic="orders" if origin == "eu" else "executions",
        published_at_ms=STARTED_MS + at_ms,
        ordering_key=TOKEN,
        attributes={
            "kind": "order.new" if origin == "eu" else "order.report",
            "key_id": f"{origin}-sandbox",
            "signature": "7b" * 64,
        },
        text=body.model_dump_json(),
    )


def report() -> OrderReport:
    """Return the US side's answer to the order."""
    filled = Filled(
        execution_id="00cbf137-90b2-5e1d-b5cc-e3c5b60687df",
        qty="1",
        price="309.23",
        cum_qty="1",
        leaves_qty="0",
        venue="SIMX",
        executed_at=STARTED_MS + 111,
        settle_date="2026-11-27",
        fees=(Fee(fee_type=FeeType.CAT, raw_nano_usd=26_500, charged_cents=1),),
    )
    return OrderReport(
        message_id="2" * 32,
        issued_at=STARTED_MS + 130,
        expires_at=STARTED_MS + 60_000,
        order_token=TOKEN,
        seq=1,
        issued_seq=1,
        asset_id="81ec30e0-c49e-56d4-b927-f798c80f2bf0",
        steps=(Acknowledged(qty="1"), filled),
    )


def journey(*, is_heard: bool = True) -> Journey:
    """Return an order's way; `is_heard` says whether somebody listened in at the border."""
    order = {
        "id": "53c8ed37-1e92-5dda-85e8-757485d2b59e",
        "symbol": "AAPL",
        "side": "buy",
        "status": "filled",
        "filled_avg_price": "265.36",
        "commission": "1.00",
    }
    fill = {
        "event": "fill",
        "event_id": "01M89146A9VFM1H3HGBMXJ4V5Y",
        "at": AT.format(194),
        "timestamp": AT.format(111),
        "order": order,
        "price": "309.23",
        "qty": "1",
        "settle_date": "2026-11-27",
    }
    return Journey(
        path=f"/v1/trading/accounts/{ACCOUNT}/orders",
        request={"symbol": "AAPL", "qty": "1"},
        started_ms=STARTED_MS,
        answered_ms=STARTED_MS + 37,
        accepted={"event": "accepted", "at": AT.format("016")},
        sent=crossed("eu", 34, order_new(order_token=TOKEN, qty="1")) if is_heard else None,
        report=crossed("us", 134, report()) if is_heard else None,
        fill=fill,
        heard_ms=STARTED_MS + 240,
    )
