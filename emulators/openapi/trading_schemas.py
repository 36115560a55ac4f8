"""Orders, positions, activities and trading accounts, as they are asked for and shown."""

from emulators.openapi.words import (
    Schema,
    day,
    decimal,
    fixed,
    flag,
    identifier,
    instant,
    integer,
    items,
    named,
    one_of,
    optional,
    record,
    text,
)
from shared.eu.accounts.model.account import AccountState
from shared.eu.orders.model.request import TIMES_IN_FORCE_OFFERED
from shared.eu.orders.model.states import API_STATUS

SIDES = ("buy", "sell")
ORDER_TYPES = ("market", "limit")
_CLIENT_ORDER_ID = text(
    "The partner's own id. The same id with the same body answers the same order.", maxLength=128
)
_EUR = fixed("EUR")
_ZERO = decimal("Always zero: accounts are cash accounts.")

ORDER_REQUEST = record(
    {
        "symbol": text("The asset's symbol.", examples=["AAPL"], maxLength=16),
        "side": one_of(SIDES),
        "type": one_of(ORDER_TYPES),
        "time_in_force": one_of(TIMES_IN_FORCE_OFFERED),
    },
    {
        "qty": decimal("Shares, up to nine digits after the point. Either this or `notional`."),
        "notional": decimal("An amount in euro. Either this or `qty`."),
        "limit_price": decimal("In dollars, for limit orders."),
        "client_order_id": _CLIENT_ORDER_ID,
        "extended_hours": flag(),
        "order_class": one_of(("simple", "")),
        "position_intent": one_of(("buy_to_open", "sell_to_close")),
        "currency": _EUR,
        "source": text(),
        "instructions": text(),
        "subtag": text(),
    },
)
ORDER_REQUEST["examples"] = [
    {"symbol": "AAPL", "qty": "2", "side": "buy", "type": "market", "time_in_force": "day"}
]
ORDER_CHANGE = record(
    {},
    {
        "qty": decimal("What the order and its replacement may trade together."),
        "limit_price": decimal("In dollars."),
        "time_in_force": one_of(TIMES_IN_FORCE_OFFERED),
        "client_order_id": _CLIENT_ORDER_ID,
    },
)
ORDER_CHANGE["examples"] = [{"limit_price": "310.50"}]
ORDER = record(
    {
        "id": identifier(),
        "client_order_id": _CLIENT_ORDER_ID,
        **{name: instant() for name in ("created_at", "updated_at", "submitted_at")},
        **{
            name: optional(instant())
            for name in ("filled_at", "expired_at", "canceled_at", "failed_at", "replaced_at")
        },
        "replaced_by": optional(identifier()),
        "replaces": optional(identifier()),
        "asset_id": identifier(),
        "symbol": text(),
        "asset_class": fixed("us_equity"),
        "notional": optional(decimal("In euro, where the order was placed by amount.")),
        "qty": optional(decimal("Shares.")),
        "filled_qty": decimal("Shares."),
        "filled_avg_price": optional(decimal("In euro, without the commission.")),
        "order_class": fixed("simple"),
        "order_type": one_of(ORDER_TYPES),
        "type": one_of(ORDER_TYPES),
        "side": one_of(SIDES),
        "position_intent": one_of(("buy_to_open", "sell_to_close")),
        "time_in_force": text(),
        "limit_price": optional(decimal("In dollars.")),
        "stop_price": {"type": "null"},
        "status": one_of(sorted(set(API_STATUS.values()))),
        "extended_hours": flag(),
        **{name: {"type": "null"} for name in ("legs", "trail_percent", "trail_price", "hwm")},
        "commission": decimal("In euro."),
        "currency": _EUR,
        "swap_rate": optional(decimal("Euro per dollar, without mark-up.")),
        "swap_fee_bps": decimal("What the partner adds to the rate, in basis points."),
        "usd": record(
            {"filled_avg_price": optional(decimal()), "limit_price": optional(decimal())}
        ),
    }
)
CANCELED = items(
    record(
        {
            "id": identifier(),
            "status": integer("The status that canceling this order alone would have had."),
            "body": optional(named("Order")),
        }
    )
)
_NOT_CLOSED = record(
    {
        "code": integer(),
        "message": text(),
        "reason": text(),
        "symbol": text(),
        **{name: decimal("Shares.") for name in ("existing_qty", "held_for_orders", "available")},
    }
)
CLOSED = items(
    record(
        {
            "symbol": text(),
            "status": integer("The status that closing this position alone would have had."),
            "body": {"anyOf": [named("Order"), _NOT_CLOSED]},
        },
        {"order_id": identifier()},
    )
)

_VALUED = (
    "avg_entry_price", "market_value", "cost_basis", "unrealized_pl", "unrealized_plpc",
    "unrealized_intraday_pl", "unrealized_intraday_plpc", "current_price", "lastday_price",
    "change_today",
)  # fmt: skip
POSITION = record(
    {
        "asset_id": identifier(),
        "symbol": text(),
        "exchange": text(),
        "asset_class": fixed("us_equity"),
        "asset_marginable": fixed(False),
        "qty": decimal("Shares."),
        "qty_available": decimal("Shares that no open order sells."),
        "side": fixed("long"),
        **{name: decimal("In euro, or a part of one.") for name in _VALUED},
        "avg_entry_swap_rate": decimal("Euro per dollar, as paid."),
        "swap_rate": decimal("Euro per dollar, without mark-up."),
        "usd": record({name: decimal("In dollars, or a part of one.") for name in _VALUED}),
    }
)

CONFIGURATION_FIELDS = {
    "disable_overnight_trading": flag(),
    "fractional_trading": flag(),
    "max_margin_multiplier": one_of(("1",)),
    "max_options_trading_level": integer(minimum=0, maximum=0),
    "no_shorting": fixed(True),
    "ptp_no_exception_entry": flag(),
    "suspend_trade": flag("Refuse new orders until it is false again."),
    "trade_confirm_email": one_of(("all", "none")),
}
CONFIGURATION = record(CONFIGURATION_FIELDS)
CONFIGURATION_CHANGE = record(
    {}, {**CONFIGURATION_FIELDS, "dtbp_check": text("Ignored."), "pdt_check": text("Ignored.")}
)
CONFIGURATION_CHANGE["examples"] = [{"suspend_trade": True}]

STATES = tuple(state.value for state in AccountState)
_ZEROS = (
    "daytrading_buying_power", "options_buying_power", "short_market_value",
    "last_short_market_value", "initial_margin", "maintenance_margin", "last_initial_margin",
    "last_maintenance_margin", "sma", "accrued_fees", "pending_transfer_out",
    "intraday_adjustments", "memoposts",
)  # fmt: skip
_AMOUNTS = (
    "regt_buying_power", "effective_buying_power", "non_marginable_buying_power",
    "portfolio_value", "last_equity", "long_market_value", "position_market_value",
    "last_long_market_value", "last_cash", "last_buying_power", "last_regt_buying_power",
)  # fmt: skip
_FLAGS = (
    "shorting_enabled", "pattern_day_trader", "trading_blocked", "transfers_blocked",
    "account_blocked", "trade_suspended_by_user",
)  # fmt: skip
TRADE_ACCOUNT = record(
    {
        "id": identifier(),
        "account_number": text(),
        "status": one_of(STATES),
        "crypto_status": fixed("INACTIVE"),
        "currency": _EUR,
        "created_at": instant(),
        "cash": decimal("In euro, sale proceeds included; no hold lowers it."),
        "cash_withdrawable": decimal("The settled part of it."),
        "cash_transferable": decimal("The settled part of it."),
        "buying_power": decimal("Cash without what open orders hold."),
        "equity": decimal("Cash and the market value of all positions."),
        **{name: decimal("In euro.") for name in _AMOUNTS},
        **{name: _ZERO for name in _ZEROS},
        **{name: flag() for name in _FLAGS},
        "multiplier": fixed("1"),
        "daytrade_count": fixed(0),
        "trade_suspended_by_user_at": {"type": "null"},
        "clearing_broker": fixed("SELF"),
        "previous_close": instant(),
        "balance_asof": day(),
        "admin_configurations": {"type": "object"},
        "user_configurations": named("Configuration"),
    }
)

_ACTIVITY = {
    "id": text("The ULID of its event."),
    "account_id": identifier(),
    "activity_type": text("`FILL`, or another one of Alpaca's words."),
    "net_amount": decimal("In euro, fees included: all of an account's sum to its cash."),
    "currency": _EUR,
    "status": text(),
}
TRADE_ACTIVITY = record(
    {
        **_ACTIVITY,
        "transaction_time": instant(),
        "type": text(),
        "price": decimal("In dollars."),
        "qty": decimal("Shares."),
        "side": one_of(SIDES),
        "symbol": text(),
        "leaves_qty": decimal(),
        "cum_qty": decimal(),
        "order_id": identifier(),
        "order_status": text(),
        "swap_rate": decimal(),
        "settle_date": day(),
    }
)
OTHER_ACTIVITY = record({**_ACTIVITY, "date": day(), "description": text(), "ref_id": text()})
ACTIVITIES = items({"anyOf": [TRADE_ACTIVITY, OTHER_ACTIVITY]})
EVENT_FIELDS = {
    "account_id": identifier(),
    "at": instant(),
    "event_id": text("A ULID, increasing in the order of the partner's stream."),
    "sequence": integer("Dense by account and stream, from 1.", minimum=1),
}
ACTIVITY_EVENT: Schema = {
    "type": "object",
    "properties": {
        **EVENT_FIELDS,
        "activity_type": text(),
        "executed_at": instant(),
        "status": text(),
        "currency": _EUR,
        "net_amount": decimal(),
        "previous_id": optional(text()),
    },
    "required": [*EVENT_FIELDS, "activity_type", "executed_at", "status", "currency", "net_amount"],
}
TRADE_EVENT: Schema = {
    "type": "object",
    "properties": {
        **EVENT_FIELDS,
        "event": text("`accepted`, `new`, `fill`, `partial_fill`, `canceled`, …"),
        "timestamp": instant(),
        "order": named("Order"),
    },
    "required": [*EVENT_FIELDS, "event", "timestamp", "order"],
}
STATUS_EVENT: Schema = {
    "type": "object",
    "properties": {**EVENT_FIELDS, "status_from": text(), "status_to": text()},
    "required": [*EVENT_FIELDS, "status_from", "status_to"],
}

ESTIMATE = record(
    {
        **ORDER["properties"],
        "estimate": record(
            {
                "hold": decimal("What the order would hold, in euro."),
                "net_amount": decimal("The change of cash, fees and commission included, in euro."),
                "usd": record({"fees": {"type": "object", "additionalProperties": decimal()}}),
            }
        ),
    }
)

SCHEMAS: dict[str, Schema] = {
    "OrderRequest": ORDER_REQUEST,
    "OrderChange": ORDER_CHANGE,
    "Order": ORDER,
    "OrderEstimate": ESTIMATE,
    "CanceledOrders": CANCELED,
    "ClosedPositions": CLOSED,
    "Position": POSITION,
    "Configuration": CONFIGURATION,
    "ConfigurationChange": CONFIGURATION_CHANGE,
    "TradeAccount": TRADE_ACCOUNT,
    "Activities": ACTIVITIES,
    "ActivityEvent": ACTIVITY_EVENT,
    "TradeEvent": TRADE_EVENT,
    "StatusEvent": STATUS_EVENT,
}
