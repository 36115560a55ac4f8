"""Decide on an order and build the commit that accepts it: order, account, hold, event (step 1)."""

from dataclasses import dataclass
from datetime import datetime

from shared.border.dictionary import Side
from shared.core.clock import trade_date
from shared.core.documents import Snapshot, Write, create, save
from shared.core.errors import Refusal
from shared.core.ids import EntryId, OrderToken, derive
from shared.core.listings import KidStatus, Listing
from shared.core.money import Cents, principal_cents
from shared.eu.accounts.model.account import Account
from shared.eu.accounts.paths import position_document, position_of
from shared.eu.accounts.service.change import AccountChange
from shared.eu.ledger.model.entry import Draft
from shared.eu.ledger.model.postings import hold as hold_lines
from shared.eu.orders.model.hold import Hold, market_buy_hold, sell_protection
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.model.states import OrderState
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.trade_update import order_step
from shared.eu.orders.paths import order_document, order_path
from shared.eu.quotes.model import FxRate, Quote

ORDER_VALUE_CENTS_MIN = 100
ORDER_VALUE_CENTS_MAX = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision rests on beside the account: all read before, all dated."""

    now: datetime
    listing: Listing
    quote: Quote
    fx: FxRate
    client_order_id: str
    order_token: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An accepted order and the writes that make it so."""

    order: Order
    writes: list[Write]


def accept_buy(seen: Snapshot, command: PlaceOrder, facts: Facts) -> Acceptance:
    """Reserve the order's cost in cash (R-702, P3).

    Raises Refusal: order_value_too_small, order_value_too_large, insufficient_buying_power.
    """
    change = AccountChange(seen, facts.now)
    _check_value(command.qty, facts.quote.ask)
    today = trade_date(facts.now)
    held = market_buy_hold(command.qty, facts.quote.ask, facts.fx.mid, terms_on(today), today)
    if held.euro_cents > change.account.available:
        raise Refusal("insufficient_buying_power")
    order = _order(change.account, command, facts, held)
    draft = Draft(
        entry_id=EntryId(derive("entry", "hold", order.order_id)),
        posting="P3",
        lines=hold_lines(order.account_id, Cents(held.euro_cents)),
        event_time=facts.now,
        effective_date=today,
        facts={"order_id": order.order_id},
    )
    change.post(draft)
    change.tell(order_step(order, "accepted", facts.now))
    return Acceptance(order, [_created(order), *change.writes()])


def accept_sell(
    seen: Snapshot, position_seen: Snapshot, command: PlaceOrder, facts: Facts
) -> Acceptance:
    """Reserve the shares to be sold (R-703).

    Raises Refusal: insufficient_qty, order_value_too_large.
    """
    change = AccountChange(seen, facts.now)
    account, asset_id = change.account, facts.listing.asset_id
    position = position_of(account.account_id, asset_id, position_seen.data)
    if command.qty > position.available:
        raise Refusal("insufficient_qty", "qty")
    if principal_cents(command.qty, facts.quote.bid) > ORDER_VALUE_CENTS_MAX:
        raise Refusal("order_value_too_large", "qty")
    held = Hold(0, sell_protection(facts.quote.bid))
    order = _order(account, command, facts, held)
    change.tell(order_step(order, "accepted", facts.now))
    reserved = position_document(position.with_reserved(command.qty))
    return Acceptance(order, [_created(order), *change.writes(), save(position_seen, reserved)])


def check_tradable(listing: Listing | None, side: Side) -> Listing:
    """Return the listing if the side may trade it.

    Raises Refusal: invalid_symbol, asset_not_tradable, kid_required (R-401: sales always may).
    """
    if listing is None:
        raise Refusal("invalid_symbol", "symbol")
    if not listing.tradable:
        raise Refusal("asset_not_tradable", "symbol")
    if side is Side.BUY and listing.kid_status is KidStatus.MISSING:
        raise Refusal("kid_required", "symbol")
    return listing


def _check_value(qty: int, price: int) -> None:
    value = principal_cents(qty, price)
    if value < ORDER_VALUE_CENTS_MIN:
        raise Refusal("order_value_too_small", "qty")
    if value > ORDER_VALUE_CENTS_MAX:
        raise Refusal("order_value_too_large", "qty")


def _order(account: Account, command: PlaceOrder, facts: Facts, held: Hold) -> Order:
    return Order(
        order_id=order_id_of(account.account_id, facts.client_order_id),
        account_id=account.account_id,
        client_order_id=facts.client_order_id,
        correspondent=account.correspondent,
        request_hash=command.request_hash,
        order_token=OrderToken(facts.order_token),
        cohort=account.cohort,
        asset_id=facts.listing.asset_id,
        symbol=facts.listing.symbol,
        side=command.side,
        order_type=command.order_type,
        tif=command.tif,
        qty=command.qty,
        protection_price=held.protection_price,
        state=OrderState.HELD,
        hold_cents=held.euro_cents,
        created_at=facts.now,
        updated_at=facts.now,
    )


def _created(order: Order) -> Write:
    return create(order_path(order.order_id), order_document(order))
