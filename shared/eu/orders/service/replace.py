"""Ask for another order in an order's place; what the US side answers is what happened (R-721).

The replacement exists from the request on, and holds only what it needs beyond its predecessor.
"""

from dataclasses import dataclass, replace

from shared.border.dictionary import Side
from shared.core.clock import Clock, Entropy, trade_date
from shared.core.documents import Documents, Snapshot, Write, create, save
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.core.listings import by_symbol
from shared.core.retry import attempts
from shared.eu.accounts.paths import account_path, position_document, position_of, position_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.orders.model.hold import limit_buy_hold
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.model.replace_request import ReplaceOrder, replacing
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.model.sizing import Sizing, size
from shared.eu.orders.model.states import OrderEvent, OrderState, after, may
from shared.eu.orders.model.terms import terms_on
from shared.eu.orders.model.trade_update import order_step
from shared.eu.orders.paths import order_document, order_path
from shared.eu.orders.service.accept import (
    Names,
    check_means,
    check_self_trade,
    hold_money,
    new_order,
    opened,
)
from shared.eu.orders.service.checks import Market, MarketChecks, check_tradable, check_value
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.find import own_order_seen, read_order


@dataclass(frozen=True, slots=True)
class Seen:
    """What a decision on a replacement rests on, read together."""

    order: Snapshot
    account: Snapshot
    position: Snapshot


@dataclass(frozen=True, slots=True)
class ReplaceDesk:
    """Takes clients' requests to replace."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    checks: MarketChecks
    dispatch: Dispatch

    def replace(self, account_id: AccountId, order_id: str, command: ReplaceOrder) -> Order:
        """Return the replacement, which waits for its place; a repeat returns the same one.

        Raises Refusal: not_found; order_not_replaceable where it is no limit order by quantity, not
        acknowledged, has ended or already waits; what `OrderDesk.place` refuses; contention, or
        fate_unknown where a repeat would be another request.
        """
        client_order_id = command.client_order_id or random_uuid(self.entropy.token_hex(16))
        try:
            return self._replace(account_id, order_id, command, client_order_id)
        except Unavailable:
            raise Refusal("contention") from None
        except CommitUnknown:
            raise Refusal("contention" if command.client_order_id else "fate_unknown") from None

    def _replace(
        self, account_id: AccountId, order_id: str, command: ReplaceOrder, client_order_id: str
    ) -> Order:
        is_unknown = False
        for _ in attempts(self.clock, self.entropy):
            seen = own_order_seen(self.documents, account_id, order_id)
            order = read_order(seen)
            account_seen, position_seen, earlier = self.documents.get(
                [
                    account_path(account_id),
                    position_path(account_id, order.asset_id),
                    order_path(order_id_of(account_id, client_order_id)),
                ]
            )
            if earlier.data is not None:
                return self._found(order, read_order(earlier), command)
            names = Names(client_order_id, self.entropy.token_hex(16))
            pending, replacement, writes = self._decide(
                Seen(seen, account_seen, position_seen), order, command, names
            )
            try:
                self.documents.commit(writes)
            except Conflict:
                continue
            except CommitUnknown:
                is_unknown = True
                continue
            self.dispatch.send_replace(pending, replacement)
            return replacement
        raise CommitUnknown if is_unknown else Unavailable

    def _found(self, order: Order, earlier: Order, command: ReplaceOrder) -> Order:
        """Return the replacement that the same request made before; send it where it waits."""
        if earlier.request_hash != command.hash_for(order.order_id):
            raise Refusal("duplicate_client_order_id", "client_order_id")
        if order.state is OrderState.REPLACE_PENDING and order.replaced_by == earlier.order_id:
            self.dispatch.send_replace(order, earlier)
        return earlier

    def _decide(
        self, seen: Seen, order: Order, command: ReplaceOrder, names: Names
    ) -> tuple[Order, Order, list[Write]]:
        if not _is_replaceable(order):
            raise Refusal("order_not_replaceable")
        place = replacing(order, command)
        listing = check_tradable(by_symbol(place.symbol), place.side)
        market = self.checks.market_of(listing, place)
        check_value(place, market.quote)
        change = AccountChange(seen.account, market.now)
        if not change.account.may_trade:
            raise Refusal("account_restricted")
        position = position_of(order.account_id, order.asset_id, seen.position.data)
        check_self_trade(change.account, position, place.side, place.limit_price)
        sizing = _beyond(order, place, market)
        check_means(change.account, position, sizing.hold_cents, sizing.reserved_qty)
        replacement = replace(
            new_order(change.account, place, market, names, sizing),
            replaces=order.order_id,
            replace_qty=order.filled_qty + place.qty,
            instruction_seq=0,
            issued_seq=0,
        )
        pending = replace(
            order,
            state=after(order.state, OrderEvent.ASK_REPLACE),
            instruction_seq=order.instruction_seq + 1,
            replaced_by=replacement.order_id,
            updated_at=market.now,
        )
        hold_money(change, replacement)
        change.count_limits(1)
        change.tell(order_step(replacement, "accepted", market.now))
        change.tell(order_step(pending, "pending_replace", market.now, key=replacement.order_id))
        writes = [
            next_version(seen.order, order_document(pending)),
            create(order_path(replacement.order_id), order_document(replacement)),
            *change.writes(),
            save(seen.position, position_document(opened(position, replacement))),
        ]
        return pending, replacement, writes


def _is_replaceable(order: Order) -> bool:
    by_quantity = order.is_limit and not order.notional_cents
    return by_quantity and order.is_born and may(order.state, OrderEvent.ASK_REPLACE)


def _beyond(order: Order, place: PlaceOrder, market: Market) -> Sizing:
    """Size a replacement by what it needs beyond what its predecessor has reserved.

    For a purchase that is the most of what it may need, for the predecessor may trade before it
    ends: all of it, at its own limit, or a part, which has the least commission of an order.
    """
    today = trade_date(market.now)
    terms, mid = terms_on(today), market.fx.mid
    whole = size(place, market.quote, mid, terms, today)
    if place.side is Side.SELL:
        reserved_qty = max(0, whole.reserved_qty - order.reserved_qty)
        return replace(whole, reserved_qty=reserved_qty)
    second_min = 0 if order.filled_qty else terms.commission_min_cents
    more = max(0, whole.hold_cents + second_min - order.hold_cents)
    added = place.qty - order.leaves_qty
    if added > 0:
        more = max(more, limit_buy_hold(added, place.limit_price, mid, terms, today))
    return replace(whole, hold_cents=more)
