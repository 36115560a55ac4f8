"""What a partner may set on a trading account, in Alpaca's words. All accounts are cash accounts.

Only what differs from the defaults is stored.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.core.errors import Refusal

Configuration = Mapping[str, Any]

DEFAULTS: Configuration = {
    "disable_overnight_trading": False,
    "fractional_trading": True,
    "max_margin_multiplier": "1",
    "max_options_trading_level": 0,
    "no_shorting": True,
    "ptp_no_exception_entry": False,
    "suspend_trade": False,
    "trade_confirm_email": "all",
}
_FLAGS = frozenset(name for name, value in DEFAULTS.items() if isinstance(value, bool))
# A cash account borrows neither money nor shares, and options are not offered.
_FIXED = {
    "max_margin_multiplier": ("1",),
    "max_options_trading_level": (0,),
    "no_shorting": (True,),
}
_CHOICES: Mapping[str, tuple[Any, ...]] = {"trade_confirm_email": ("all", "none"), **_FIXED}
# Day-trading checks ended with the rule they served; they are taken and have no effect.
_WITHOUT_EFFECT = frozenset({"dtbp_check", "pdt_check"})


def effective(stored: Configuration) -> dict[str, Any]:
    """Return all settings of an account."""
    return {**DEFAULTS, **stored}


def changed(stored: Configuration, body: Any, block: str = "") -> dict[str, Any]:
    """Return what is to be stored after a partner's change; null leaves a setting as it is.

    Raises Refusal with the field, under `block` where the settings are a part of a body.
    """
    prefix = f"{block}." if block else ""
    if not isinstance(body, dict):
        raise Refusal("invalid_field", block or None)
    given = {
        name: value
        for name, value in body.items()
        if value is not None and name not in _WITHOUT_EFFECT
    }
    if not given.keys() <= DEFAULTS.keys():
        raise Refusal("unknown_field", block or None)
    settings = effective(stored)
    for name, value in given.items():
        settings[name] = _setting(name, value, f"{prefix}{name}")
    return {name: value for name, value in settings.items() if value != DEFAULTS[name]}


def _setting(name: str, value: Any, path: str) -> Any:
    if name in _FLAGS and not isinstance(value, bool):
        raise Refusal("invalid_field", path)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if name == "max_margin_multiplier":
        value = str(value)
    choices = _CHOICES.get(name)
    if choices is not None and not any(type(c) is type(value) and c == value for c in choices):
        raise Refusal("invalid_field", path)
    return value
