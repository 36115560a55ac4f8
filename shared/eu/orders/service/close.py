"""Close positions: market sales of what the account owns, each an order of its own."""

from dataclasses import dataclass

from shared.core.clock import Clock
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Refusal, StoreError
from shared.core.ids import AccountId, AssetId
from shared.core.listings import Listing, by_id, by_symbol
from shared.eu.accounts.model.position import Position
from shared.eu.accounts.paths import POSITIONS, account_path, position_of, position_path
from shared.eu.orders.model.close_request import ClosePosition, sale_of
from shared.eu.orders.model.order import Order
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.cancel_all import cancel_all
from shared.eu.orders.service.find import open_orders
from shared.eu.orders.service.place import OrderDesk

POSITIONS_MAX = 500
CANCEL_WAITS_MAX = 20
CANCEL_WAIT_MS = 100


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing one position came to: the sale, or the reason of its refusal."""

    symbol: str
    position: Position
    order: Order | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CloseDesk:
    """Takes clients' requests to close positions."""

    documents: Documents
    clock: Clock
    desk: OrderDesk
    cancels: CancelDesk

    def close(self, seen: Snapshot, symbol_or_asset_id: str, wanted: ClosePosition) -> Order:
        """Sell a position, or the part that is wanted.

        Raises Refusal: not_found where there is no position; what `OrderDesk.place` refuses.
        """
        listing = by_symbol(symbol_or_asset_id) or by_id(symbol_or_asset_id)
        if listing is None:
            raise Refusal("not_found")
        account_id = AccountId(seen.path.partition("/")[2])
        (found,) = self.documents.get([position_path(account_id, listing.asset_id)])
        position = position_of(account_id, listing.asset_id, found.data)
        if not position.qty:
            raise Refusal("not_found")
        return self._sell(seen, listing, wanted.shares(position.qty, listing))

    def close_all(self, account_id: AccountId, *, cancels_first: bool = False) -> list[Closed]:
        """Sell every position by itself: one that cannot be sold does not keep the others.

        With `cancels_first` open orders are canceled before, and waited for within two seconds:
        what they have reserved even then is not free to be sold.
        """
        if cancels_first:
            cancel_all(self.cancels, account_id)
            self._wait_for_cancels(account_id)
        own = [Condition("account_id", "==", account_id)]
        found = self.documents.query(POSITIONS, own, limit=POSITIONS_MAX)
        held = (_position(account_id, snapshot) for snapshot in found)
        return [self._close(position) for position in held if position.qty]

    def _wait_for_cancels(self, account_id: AccountId) -> None:
        for _ in range(CANCEL_WAITS_MAX):
            if not open_orders(self.documents, account_id):
                return
            self.clock.sleep_ms(CANCEL_WAIT_MS)

    def _close(self, position: Position) -> Closed:
        listing = by_id(position.asset_id)
        if listing is None:
            return Closed(position.asset_id, position, None, "asset_not_tradable")
        try:
            # Each sale changes the account, so that it is read for each.
            (seen,) = self.documents.get([account_path(position.account_id)])
            order = self._sell(seen, listing, position.qty)
            return Closed(listing.symbol, position, order)
        except Refusal as refusal:
            return Closed(listing.symbol, position, None, refusal.reason)
        except StoreError:
            return Closed(listing.symbol, position, None, "unavailable")

    def _sell(self, seen: Snapshot, listing: Listing, qty: int) -> Order:
        return self.desk.place(seen, sale_of(listing.symbol, qty))


def _position(account_id: AccountId, found: Snapshot) -> Position:
    data = found.data or {}
    return position_of(account_id, AssetId(data["asset_id"]), data)
