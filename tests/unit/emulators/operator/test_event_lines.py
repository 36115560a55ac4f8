"""What a line says of an event of each stream."""

from typing import Any

import pytest

from emulators.event_streams import STREAMS, Told
from emulators.operator.event_lines import event_as_json, event_line, order_line

ACCOUNT = "3888fe7c-b17c-41ec-a5fa-3bb881ae363e"
BASE = {"account_id": ACCOUNT, "at": "2026-11-25T09:33:45.116261Z", "event_id": "01M8"}
ORDER = {
    "id": "53c8ed37-1e92-5dda-85e8-757485d2b59e",
    "symbol": "AAPL",
    "side": "buy",
    "qty": "2",
    "notional": None,
    "type": "market",
    "time_in_force": "day",
    "filled_qty": "2",
    "filled_avg_price": "265.44",
}
LIMIT = ORDER | {
    "qty": None,
    "notional": "50.00",
    "type": "limit",
    "limit_price": "300.5",
    "time_in_force": "gtc",
}
FILL = {"event": "fill", "order": ORDER, "execution_id": "4c8a", "qty": "1", "price": "309.36"}
DETAILS = {"details": {"symbol": "AAPL"}, "qty": "2"}


def told(stream: str, **event: Any) -> Told:
    return Told("BEJE", stream, 0, {**BASE, **event})


@pytest.mark.parametrize(
    ("event", "kind", "says"),
    [
        (told("trades", event="accepted", order=ORDER), "accepted", "buy 2 AAPL market day"),
        (
            told("trades", event="canceled", order=LIMIT),
            "canceled",
            "buy 50.00 EUR AAPL limit 300.5 USD gtc",
        ),
        (
            told("trades", **FILL),
            "fill",
            "buy 2 AAPL: 1 at 309.36 USD, 2 in all at 265.44 EUR",
        ),
        (
            told("activities", activity_type="CSD", net_amount="9.00", currency="EUR"),
            "CSD",
            "9.00 EUR",
        ),
        (
            told("activities", activity_type="FILL", net_amount="-9.00", currency="EUR", **DETAILS),
            "FILL",
            "2 AAPL, -9.00 EUR",
        ),
        (
            told("accounts", status_from="SUBMITTED", status_to="ACTIVE"),
            "ACTIVE",
            "3888fe7c was SUBMITTED",
        ),
        (
            told(
                "funding",
                entity_type="Transfer",
                direction="INCOMING",
                amount="5.00",
                currency="EUR",
                status_to="COMPLETE",
            ),
            "COMPLETE",
            "Transfer INCOMING 5.00 EUR",
        ),
        (told("journals", entry_type="JNLC", status_to="executed"), "executed", "JNLC"),
    ],
)
def test_a_line_says_when_whose_what_and_where_to_go_on(event: Told, kind: str, says: str) -> None:
    line = event_line(event).plain
    assert line.startswith(f"09:33:45.116  BEJE  {event.stream:<10}  {kind}")
    assert line.endswith(f"  01M8  {says}")


def test_a_line_of_an_order_names_account_and_order_by_their_first_digits() -> None:
    line = order_line(told("trades", **FILL)).plain
    assert line.startswith("09:33:45.116  BEJE  3888fe7c  53c8ed37  fill ")


def test_scripts_get_the_event_as_it_came() -> None:
    event = told("trades", **FILL)
    assert event_as_json(event)["event"] == event.event
    assert event_as_json(event)["partner"] == "BEJE"


def test_every_stream_has_its_line() -> None:
    assert {"trades", "activities", "accounts", "funding", "journals"} == STREAMS.keys()
