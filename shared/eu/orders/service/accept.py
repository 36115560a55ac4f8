"""Decide on an order and build the commit that accepts it: order, account, hold, event (step 1)."""

from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.clock import trade_date
from shared.core.documents import Snapshot, Write, create, save
from shared.core.errors import Refusal
from shared.core.ids import EntryId, OrderToken, derive
from shared.core.money import Cents
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.model.configuration import effective
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import position_document, position_of
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import hold as hold_lines
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.model.sizing import Sizing, size
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.trade_update import order_step
from shared.eu.orders.paths import order_document, order_path
from shared.eu.orders.service.checks import ORDER_VALUE_CENTS_MIN, Market, check_value

OPEN_LIMITS_MAX = 500


@dataclass(frozen=True, slots=True)
class Names:
    """What a new order is known by: to its client, and abroad."""

    client_order_id: str
    order_token: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An accepted order and the writes that make it so; account and position are those with it."""

    order: Order
    writes: list[Write]
    market: Market
    account: Account
    position: Position


def needs_position(account: Account, command: PlaceOrder) -> bool:
    """Say whether a decision needs the position: what can be sold, or whose limits are open.

    While an account has no open limit order a market buy need not look (R-712): every commit that
    opens one rewrites the account, so that a decision beside it is made again.
    """
    return command.side is Side.SELL or command.is_limit or account.open_limits > 0


def accept(
    seen: Snapshot,
    position_seen: Snapshot | None,
    command: PlaceOrder,
    market: Market,
    names: Names,
) -> Acceptance:
    """Reserve the order's cost in cash (R-702, P3), or the shares to be sold (R-703).

    Raises Refusal: fractional_not_supported, order_value_too_small, order_value_too_large,
    self_trade_blocked, too_many_orders, insufficient_qty, insufficient_buying_power.
    """
    change = AccountChange(seen, market.now)
    account, today = change.account, trade_date(market.now)
    if command.is_fractional and not effective(account.configuration)["fractional_trading"]:
        raise Refusal("fractional_not_supported", "qty")
    check_value(command, market.quote)
    asset_id = market.listing.asset_id
    data = position_seen.data if position_seen else None
    position = position_of(account.account_id, asset_id, data)
    check_self_trade(account, position, command.side, command.limit_price)
    sizing = size(command, market.quote, market.fx.mid, terms_on(today), today)
    check_dollars(command, sizing)
    check_means(account, position, sizing.hold_cents, sizing.reserved_qty)
    order = new_order(account, command, market, names, sizing)
    hold_money(change, order)
    change.tell(order_step(order, "accepted", market.now))
    changed = opened(position, order)
    change.count_limits(order.is_limit)
    writes = [create(order_path(order.order_id), order_document(order)), *change.writes()]
    if position_seen is not None and changed != position:
        writes.append(save(position_seen, position_document(changed)))
    return Acceptance(order, writes, market, change.account, changed)


def check_self_trade(account: Account, position: Position, side: Side, limit_price: int) -> None:
    """Refuse what would trade with the client's own open limit orders, or too many of them.

    Raises Refusal: self_trade_blocked (R-712), too_many_orders (R-711).
    """
    if position.crosses(side is Side.BUY, limit_price or None):
        raise Refusal("self_trade_blocked")
    if limit_price and account.open_limits >= OPEN_LIMITS_MAX:
        raise Refusal("too_many_orders")


def check_means(account: Account, position: Position, cents: int, shares: int) -> None:
    """Raise Refusal insufficient_qty or insufficient_buying_power unless both are free."""
    if shares > position.available:
        raise Refusal("insufficient_qty", "qty")
    if cents > account.available:
        raise Refusal("insufficient_buying_power")


def check_dollars(command: PlaceOrder, sizing: Sizing) -> None:
    """Raise Refusal order_value_too_small where an amount in euro is less than a dollar.

    The border has no such amount: an order that it refused would be held for and never sent.
    """
    if command.notional_cents and sizing.notional_usd_cents < ORDER_VALUE_CENTS_MIN:
        raise Refusal("order_value_too_small", "notional")


def hold_money(change: AccountChange, order: Order) -> None:
    """Post what a new order holds (P3)."""
    if not order.hold_cents:
        return
    draft = Draft(
        entry_id=EntryId(derive("entry", "hold", order.order_id)),
        posting="P3",
        lines=hold_lines(order.account_id, Cents(order.hold_cents)),
        event_time=order.created_at,
        effective_date=trade_date(order.created_at),
        facts={"order_id": order.order_id},
    )
    change.post(draft)


def opened(position: Position, order: Order) -> Position:
    """Return the position with a new order's reservation and limit on it."""
    if order.reserved_qty:
        position = position.with_reserved(order.reserved_qty)
    if order.is_limit:
        position = position.with_limit(order.side is Side.BUY, order.protection_price)
    return position


def new_order(
    account: Account, command: PlaceOrder, market: Market, names: Names, sizing: Sizing
) -> Order:
    """Return an order as it is accepted."""
    return Order(
        order_id=order_id_of(account.account_id, names.client_order_id),
        account_id=account.account_id,
        client_order_id=names.client_order_id,
        correspondent=account.correspondent,
        request_hash=command.request_hash,
        order_token=OrderToken(names.order_token),
        cohort=account.cohort,
        asset_id=market.listing.asset_id,
        symbol=market.listing.symbol,
        side=command.side,
        order_type=command.order_type,
        tif=command.tif,
        qty=sizing.qty,
        qty_known=not command.notional_cents,
        notional_cents=command.notional_cents,
        notional_usd_cents=sizing.notional_usd_cents,
        protection_price=sizing.price,
        state=OrderState.HELD,
        hold_cents=sizing.hold_cents,
        reserved_qty=sizing.reserved_qty,
        created_at=market.now,
        updated_at=market.now,
        expires_at=market.expires_at,
    )
