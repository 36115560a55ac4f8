"""Bodies of `POST …/orders`: what is taken, and the reason and field of what is not."""

from decimal import Decimal
from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.core.money import NANO
from shared.eu.orders.model.request import place_order

GOOD: dict[str, Any] = {
    "symbol": "AAPL",
    "qty": "10",
    "side": "buy",
    "type": "market",
    "time_in_force": "day",
}


@pytest.mark.parametrize("qty", ["10", Decimal(10), "10.0", Decimal("1e1"), "1E+1", "010"])
def test_quantity_is_read_exactly_from_text_and_number(qty: Any) -> None:
    assert place_order({**GOOD, "qty": qty}).qty == 10 * NANO


def test_same_order_in_another_notation_is_the_same_request() -> None:
    one = place_order({**GOOD, "qty": "10", "client_order_id": "a"})
    two = place_order({**GOOD, "qty": Decimal("10.0"), "client_order_id": "a", "legs": None})
    assert one.request_hash == two.request_hash
    assert one.request_hash != place_order({**GOOD, "qty": "11"}).request_hash


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"qty": None}, "qty_xor_notional", "qty"),
        ({"notional": "5"}, "qty_xor_notional", "qty"),
        ({"qty": None, "notional": "5"}, "not_supported", "notional"),
        ({"qty": "-1"}, "invalid_field", "qty"),
        ({"qty": "0"}, "invalid_field", "qty"),
        ({"qty": "0.0000000001"}, "invalid_field", "qty"),
        ({"qty": Decimal("1E-10")}, "invalid_field", "qty"),
        ({"qty": Decimal("1e-09")}, "fractional_not_supported", "qty"),
        ({"qty": "1.5"}, "fractional_not_supported", "qty"),
        ({"qty": "NaN"}, "invalid_field", "qty"),
        ({"qty": "Infinity"}, "invalid_field", "qty"),
        ({"qty": "1_000"}, "invalid_field", "qty"),
        ({"qty": "١"}, "invalid_field", "qty"),
        ({"qty": Decimal("1e999999")}, "invalid_field", "qty"),
        ({"qty": True}, "invalid_field", "qty"),
        ({"qty": ["1"]}, "invalid_field", "qty"),
        ({"qty": "1000001"}, "invalid_field", "qty"),
        ({"symbol": None}, "missing_field", "symbol"),
        ({"symbol": ""}, "invalid_field", "symbol"),
        ({"symbol": 7}, "invalid_field", "symbol"),
        ({"side": "short"}, "invalid_field", "side"),
        ({"side": None}, "missing_field", "side"),
        ({"type": "limit"}, "not_supported", "type"),
        ({"type": "maybe"}, "invalid_field", "type"),
        ({"time_in_force": "gtc"}, "not_supported", "time_in_force"),
        ({"limit_price": "1"}, "not_supported", "limit_price"),
        ({"extended_hours": True}, "not_supported", "extended_hours"),
        ({"order_class": "bracket"}, "not_supported", "order_class"),
        ({"position_intent": "sell_to_open"}, "not_supported", "position_intent"),
        ({"currency": "USD"}, "not_supported", "currency"),
        ({"client_order_id": ""}, "invalid_field", "client_order_id"),
        ({"client_order_id": "x" * 129}, "invalid_field", "client_order_id"),
        ({"client_order_id": "a\x00b"}, "invalid_field", "client_order_id"),
        ({"ana@example.org": 1}, "unknown_field", None),
    ],
)
def test_refusals_name_reason_and_field(
    change: dict[str, Any], reason: str, field: str | None
) -> None:
    with pytest.raises(Refusal) as caught:
        place_order({**GOOD, **change})
    assert (caught.value.reason, caught.value.field) == (reason, field)


@pytest.mark.parametrize("body", [None, [], "order", Decimal(1)])
def test_body_that_is_no_object_is_malformed(body: Any) -> None:
    with pytest.raises(Refusal, match="malformed_body"):
        place_order(body)
