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
GTC = {"time_in_force": "gtc"}
LIMIT = {"type": "limit", "limit_price": "190.5"}


@pytest.mark.parametrize("qty", ["10", Decimal(10), "10.0", Decimal("1e1"), "1E+1", "010"])
def test_quantity_is_read_exactly_from_text_and_number(qty: Any) -> None:
    assert place_order({**GOOD, "qty": qty}).qty == 10 * NANO


@pytest.mark.parametrize("qty", ["1.5", Decimal("1.5"), Decimal("15E-1")])
def test_parts_of_shares_are_read_exactly(qty: Any) -> None:
    assert place_order({**GOOD, "qty": qty}).qty == 3 * NANO // 2


def test_an_amount_is_read_in_cents() -> None:
    command = place_order({**GOOD, "qty": None, "notional": Decimal("10.5")})
    assert (command.qty, command.notional_cents) == (0, 1_050)


@pytest.mark.parametrize("price", ["190.5", Decimal("190.50"), Decimal("1905e-1")])
def test_a_limit_is_read_exactly(price: Any) -> None:
    command = place_order({**GOOD, **LIMIT, "limit_price": price})
    assert command.limit_price == 190_500_000
    assert command.request_hash == place_order({**GOOD, **LIMIT}).request_hash


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
        ({"qty": None, "notional": "0.99"}, "order_value_too_small", "notional"),
        ({"qty": None, "notional": "5.001"}, "invalid_field", "notional"),
        ({"qty": None, "notional": "10000000.01"}, "invalid_field", "notional"),
        ({"qty": None, "notional": "5", **GTC}, "fractional_day_only", "time_in_force"),
        ({"qty": "-1"}, "invalid_field", "qty"),
        ({"qty": "0"}, "invalid_field", "qty"),
        ({"qty": "0.0000000001"}, "invalid_field", "qty"),
        ({"qty": Decimal("1E-10")}, "invalid_field", "qty"),
        ({"qty": Decimal("1e-09"), **GTC}, "fractional_day_only", "time_in_force"),
        ({"qty": "1.5", **GTC}, "fractional_day_only", "time_in_force"),
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
        ({"type": "stop"}, "not_supported", "type"),
        ({"type": "limit"}, "missing_field", "limit_price"),
        ({**LIMIT, "limit_price": "0"}, "invalid_field", "limit_price"),
        ({**LIMIT, "limit_price": "1.0000001"}, "invalid_field", "limit_price"),
        ({**LIMIT, "limit_price": "-1"}, "invalid_field", "limit_price"),
        ({**LIMIT, "extended_hours": True}, "not_supported", "extended_hours"),
        ({**LIMIT, "stop_price": "1"}, "not_supported", "stop_price"),
        ({"type": "maybe"}, "invalid_field", "type"),
        ({"time_in_force": "opg"}, "not_supported", "time_in_force"),
        ({"limit_price": "1"}, "not_supported", "limit_price"),
        ({"extended_hours": True}, "extended_hours_limit_only", "extended_hours"),
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
