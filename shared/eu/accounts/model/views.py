"""Accounts and positions as partners see them, in Alpaca's shape: euro, with a `usd` block."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from shared.core.clock import rfc3339
from shared.core.money import CASH_SCALE, PRICE_SCALE, QTY_SCALE, divide_half_up, short_text, text
from shared.eu.accounts.model.account import WITHDRAWAL_PENDING, Account, AccountState
from shared.eu.accounts.model.configuration import effective
from shared.eu.accounts.model.valuation import RATIO_SCALE, Valuation, ratio

_MICRO_SQUARED = 10**12
ZERO = "0"


def trade_account_view(
    account: Account, holdings: Sequence[Valuation], today: date
) -> dict[str, Any]:
    """Render a trading account. Cash accounts: no margin, no shorts, nothing borrowed."""
    market_value = sum(holding.value_eur for holding in holdings)
    equity = _cents(account.cash + market_value)
    buying_power = _cents(account.available)
    cash = _cents(account.cash)
    active = account.state is AccountState.ACTIVE
    configuration = effective(account.configuration)
    return {
        "id": account.account_id,
        "account_number": account.account_number,
        "status": account.state.value,
        "crypto_status": "INACTIVE",
        "currency": "EUR",
        "created_at": rfc3339(account.created_at),
        "cash": cash,
        "cash_withdrawable": _cents(account.withdrawable),
        "cash_transferable": _cents(account.withdrawable),
        "buying_power": buying_power,
        "regt_buying_power": buying_power,
        "effective_buying_power": buying_power,
        "non_marginable_buying_power": buying_power,
        "daytrading_buying_power": ZERO,
        "options_buying_power": ZERO,
        "equity": equity,
        "portfolio_value": equity,
        "last_equity": equity,
        "long_market_value": _cents(market_value),
        "short_market_value": ZERO,
        "position_market_value": _cents(market_value),
        "last_long_market_value": _cents(market_value),
        "last_short_market_value": ZERO,
        "last_cash": cash,
        "last_buying_power": buying_power,
        "last_regt_buying_power": buying_power,
        "initial_margin": ZERO,
        "maintenance_margin": ZERO,
        "last_initial_margin": ZERO,
        "last_maintenance_margin": ZERO,
        "sma": ZERO,
        "multiplier": "1",
        "accrued_fees": ZERO,
        "pending_transfer_out": _cents(account.balance(WITHDRAWAL_PENDING)),
        "intraday_adjustments": ZERO,
        "memoposts": ZERO,
        "shorting_enabled": False,
        "pattern_day_trader": False,
        "daytrade_count": 0,
        "trading_blocked": not active,
        "transfers_blocked": not active,
        "account_blocked": not active,
        "trade_suspended_by_user": configuration["suspend_trade"],
        "trade_suspended_by_user_at": None,
        "clearing_broker": "SELF",
        "previous_close": (today - timedelta(days=1)).isoformat() + "T20:00:00-04:00",
        "balance_asof": (today - timedelta(days=1)).isoformat(),
        "admin_configurations": {},
        "user_configurations": configuration,
    }


def position_view(valuation: Valuation) -> dict[str, Any]:
    """Render a position."""
    position, listing = valuation.position, valuation.listing
    last_close = valuation.last_close
    profit = valuation.value_eur - position.cost_eur
    return {
        "asset_id": listing.asset_id,
        "symbol": listing.symbol,
        "exchange": listing.exchange,
        "asset_class": "us_equity",
        "asset_marginable": False,
        "qty": short_text(position.qty, QTY_SCALE),
        "qty_available": short_text(position.available, QTY_SCALE),
        "side": "long",
        "avg_entry_price": _price(valuation.average(position.cost_eur)),
        "avg_entry_swap_rate": _entry_rate(valuation),
        "cost_basis": _cents(position.cost_eur),
        "market_value": _cents(valuation.value_eur),
        "current_price": _price(valuation.price_eur),
        "lastday_price": _price(valuation.euro_price(last_close)),
        "change_today": _ratio(valuation.price - last_close, last_close),
        "unrealized_pl": _cents(profit),
        "unrealized_plpc": _ratio(profit, position.cost_eur),
        "unrealized_intraday_pl": _cents(profit),
        "unrealized_intraday_plpc": _ratio(profit, position.cost_eur),
        "swap_rate": _price(divide_half_up(_MICRO_SQUARED, valuation.fx_mid)),
        "usd": _dollar_block(valuation),
    }


def _dollar_block(valuation: Valuation) -> dict[str, str]:
    position, last_close = valuation.position, valuation.last_close
    profit = valuation.value_usd - position.cost_usd
    return {
        "avg_entry_price": _price(valuation.average(position.cost_usd)),
        "market_value": _cents(valuation.value_usd),
        "cost_basis": _cents(position.cost_usd),
        "unrealized_pl": _cents(profit),
        "unrealized_plpc": _ratio(profit, position.cost_usd),
        "unrealized_intraday_pl": _cents(profit),
        "unrealized_intraday_plpc": _ratio(profit, position.cost_usd),
        "current_price": _price(valuation.price),
        "lastday_price": _price(last_close),
        "change_today": _ratio(valuation.price - last_close, last_close),
    }


def _entry_rate(valuation: Valuation) -> str:
    position = valuation.position
    return text(ratio(position.cost_eur, position.cost_usd), RATIO_SCALE)


def _cents(value: int) -> str:
    return text(value, CASH_SCALE)


def _price(value: int) -> str:
    return short_text(value, PRICE_SCALE)


def _ratio(numerator: int, denominator: int) -> str:
    return short_text(ratio(numerator, denominator), RATIO_SCALE)
