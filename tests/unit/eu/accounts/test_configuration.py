"""What may be set on a cash account."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shared.core.errors import Refusal
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.model.configuration import changed, effective
from tests.unit.eu.accounts.test_life import ACCOUNT


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ({}, {}),
        ({"suspend_trade": True}, {"suspend_trade": True}),
        ({"fractional_trading": False}, {"fractional_trading": False}),
        ({"max_margin_multiplier": "1", "no_shorting": True}, {}),
        ({"max_margin_multiplier": Decimal(1)}, {}),
        ({"max_options_trading_level": Decimal(0)}, {}),
        ({"dtbp_check": "both", "pdt_check": None}, {}),
        ({"trade_confirm_email": "none"}, {"trade_confirm_email": "none"}),
    ],
)
def test_settings_that_are_offered_are_taken(body: dict[str, Any], stored: Any) -> None:
    assert changed({}, body) == stored


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        ([], "invalid_field", None),
        ({"leverage": 2}, "unknown_field", None),
        ({"suspend_trade": "yes"}, "invalid_field", "suspend_trade"),
        ({"suspend_trade": Decimal(1)}, "invalid_field", "suspend_trade"),
        ({"no_shorting": False}, "invalid_field", "no_shorting"),
        ({"max_margin_multiplier": "4"}, "invalid_field", "max_margin_multiplier"),
        ({"max_options_trading_level": Decimal(1)}, "invalid_field", "max_options_trading_level"),
        ({"max_options_trading_level": False}, "invalid_field", "max_options_trading_level"),
        ({"trade_confirm_email": "some"}, "invalid_field", "trade_confirm_email"),
    ],
)
def test_settings_that_are_not_offered_are_refused(body: Any, reason: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        changed({}, body)
    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_all_settings_are_shown() -> None:
    shown = effective({"suspend_trade": True})
    assert shown["suspend_trade"] is True
    assert shown["trade_confirm_email"] == "all"
    assert len(shown) == 8


def test_an_account_trades_while_it_is_active_and_not_suspended() -> None:
    active = replace(ACCOUNT, state=AccountState.ACTIVE)
    assert active.may_trade
    assert not replace(active, configuration={"suspend_trade": True}).may_trade
    assert not replace(active, state=AccountState.ACCOUNT_CLOSED).may_trade
