"""Limits are multiples of the tick of their date and price (R-708)."""

from datetime import date

import pytest

from shared.core.errors import Refusal
from shared.core.money import PRICE_SCALE, scaled
from shared.eu.orders.model.ticks import SCHEDULE, TickRule, check_tick

DAY = date(2026, 11, 20)
NARROW = (*SCHEDULE, TickRule(date(2026, 11, 2), 10**6, 5_000, frozenset({"AAPL"})))


def micro(value: str) -> int:
    return scaled(value, PRICE_SCALE)


@pytest.mark.parametrize("price", ["187.42", "1", "0.9876", "0.0001", "1.00", "1000000"])
def test_a_multiple_of_the_tick_is_a_price(price: str) -> None:
    check_tick("AAPL", micro(price), DAY)


@pytest.mark.parametrize("price", ["187.425", "1.0001", "0.98765", "0.00001", "1.000001"])
def test_a_price_between_two_ticks_is_refused(price: str) -> None:
    with pytest.raises(Refusal, match="sub_penny"):
        check_tick("AAPL", micro(price), DAY)


def test_a_finer_tick_is_of_its_security_and_from_its_date_on() -> None:
    check_tick("AAPL", micro("187.425"), DAY, NARROW)
    for symbol, on in (("KO", DAY), ("AAPL", date(2026, 11, 1))):
        with pytest.raises(Refusal, match="sub_penny"):
            check_tick(symbol, micro("187.425"), on, NARROW)
