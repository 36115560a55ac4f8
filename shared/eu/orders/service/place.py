"""Place an order: decide on one read of the account, commit once, then publish (D8, D10)."""

from dataclasses import dataclass

from shared.border.dictionary import Side
from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents, Snapshot
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.core.listings import Listing, by_symbol
from shared.core.market_hours import MarketHours
from shared.eu.accounts.model.account import AccountState
from shared.eu.accounts.paths import position_path
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.paths import order_of, order_path
from shared.eu.orders.service.accept import (
    Acceptance,
    Facts,
    accept_buy,
    accept_sell,
    check_tradable,
)
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.retry import attempts
from shared.eu.quotes.service import QuoteBoard


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Takes orders of clients."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    board: QuoteBoard
    hours: MarketHours
    dispatch: Dispatch

    def place(self, account_seen: Snapshot, command: PlaceOrder) -> Order:
        """Accept an order and send it, or return the one that the same request made before.

        Raises Refusal with the reason; `contention` where others were faster too often. After a
        failure of the store the same request may be repeated until it answers.
        """
        client_order_id = command.client_order_id or random_uuid(self.entropy.token_hex(16))
        account_id = AccountId(account_seen.path.partition("/")[2])
        path = order_path(order_id_of(account_id, client_order_id))
        try:
            accepted = self._accept(account_seen, path, command, client_order_id)
        except Unavailable:
            raise Refusal("contention") from None
        except Refusal as refusal:
            return self._known(path, command, refusal)
        return accepted

    def _accept(
        self, seen: Snapshot, path: str, command: PlaceOrder, client_order_id: str
    ) -> Order:
        for attempt in attempts(self.clock, self.entropy):
            if attempt:
                seen, earlier = self.documents.get([seen.path, path])
                if earlier.data is not None:
                    return _same(order_of(path, earlier.data), command)
            acceptance = self._decide(seen, command, client_order_id)
            try:
                self.documents.commit(acceptance.writes)
            except Conflict:
                continue
            except CommitUnknown:
                if not self._landed(path, acceptance.order):
                    continue
            self.dispatch.send_order(acceptance.order)
            return acceptance.order
        raise Unavailable

    def _landed(self, path: str, order: Order) -> bool:
        (stored,) = self.documents.get([path])
        return stored.data is not None and stored.data["order_token"] == order.order_token

    def _decide(self, seen: Snapshot, command: PlaceOrder, client_order_id: str) -> Acceptance:
        if seen.data is None or seen.data["state"] != AccountState.ACTIVE:
            raise Refusal("account_restricted")
        facts = self._facts(command, client_order_id)
        if command.side is Side.BUY:
            return accept_buy(seen, command, facts)
        account_id = AccountId(seen.path.partition("/")[2])
        (position,) = self.documents.get([position_path(account_id, facts.listing.asset_id)])
        return accept_sell(seen, position, command, facts)

    def _facts(self, command: PlaceOrder, client_order_id: str) -> Facts:
        listing: Listing = check_tradable(by_symbol(command.symbol), command.side)
        now = self.clock.now()
        if not self.hours.is_open(now):
            raise Refusal("market_closed")
        return Facts(
            now=now,
            listing=listing,
            quote=self.board.fresh_quote(listing.symbol),
            fx=self.board.fresh_fx(),
            client_order_id=client_order_id,
            order_token=self.entropy.token_hex(16),
        )

    def _known(self, path: str, command: PlaceOrder, refusal: Refusal) -> Order:
        """Return the order that a repeat made before, although a new one would be refused now."""
        if not command.client_order_id:
            raise refusal
        (earlier,) = self.documents.get([path])
        if earlier.data is None:
            raise refusal
        return _same(order_of(path, earlier.data), command)


def _same(order: Order, command: PlaceOrder) -> Order:
    if command.request_hash != order.request_hash:
        raise Refusal("duplicate_client_order_id", "client_order_id")
    return order
