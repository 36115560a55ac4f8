"""Place an order: decide on one read of the account, commit once, then publish (D8, D10)."""

from dataclasses import dataclass

from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents, Snapshot
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId, random_uuid
from shared.core.retry import attempts
from shared.eu.accounts.paths import account_of, position_path
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.model.request import PlaceOrder
from shared.eu.orders.paths import order_of, order_path
from shared.eu.orders.service.accept import Acceptance, Names, accept, needs_position
from shared.eu.orders.service.checks import MarketChecks
from shared.eu.orders.service.dispatch import Dispatch


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Takes orders of clients."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    checks: MarketChecks
    dispatch: Dispatch

    def place(self, account_seen: Snapshot, command: PlaceOrder) -> Order:
        """Accept an order and send it, or return the one that the same request made before.

        Raises Refusal with the reason; `contention` where others were faster too often: with the
        same client_order_id the request may be repeated until it answers. Without one a repeat
        would be another order, so where the fate cannot be read the reason is `fate_unknown`.
        """
        client_order_id = command.client_order_id or random_uuid(self.entropy.token_hex(16))
        account_id = AccountId(account_seen.path.partition("/")[2])
        path = order_path(order_id_of(account_id, client_order_id))
        try:
            return self._accept(account_seen, path, command, client_order_id)
        except Unavailable:
            raise Refusal("contention") from None
        except CommitUnknown:
            raise Refusal("contention" if command.client_order_id else "fate_unknown") from None
        except Refusal as refusal:
            return self._known(path, command, refusal)

    def decide(self, seen: Snapshot, command: PlaceOrder, client_order_id: str) -> Acceptance:
        """Return the order as it would be accepted now; nothing is written and nothing sent.

        Raises Refusal: account_restricted; what `MarketChecks.market_for` and `accept` refuse.
        """
        if seen.data is None or not (account := account_of(seen.path, seen.data)).may_trade:
            raise Refusal("account_restricted")
        market = self.checks.market_for(command)
        names = Names(client_order_id, self.entropy.token_hex(16))
        if not needs_position(account, command):
            return accept(seen, None, command, market, names)
        # The position is read after the account: what opens or ends a limit order changes both.
        asset_id = market.listing.asset_id
        (position,) = self.documents.get([position_path(account.account_id, asset_id)])
        return accept(seen, position, command, market, names)

    def _accept(
        self, seen: Snapshot, path: str, command: PlaceOrder, client_order_id: str
    ) -> Order:
        """Raises CommitUnknown where a commit had no answer and its fate cannot be read."""
        unanswered: Order | None = None
        for attempt in attempts(self.clock, self.entropy):
            if attempt:
                try:
                    seen, earlier = self.documents.get([seen.path, path])
                except Unavailable:
                    if unanswered is None:
                        raise
                    continue
                if earlier.data is not None:
                    return self._found(order_of(path, earlier.data), command, unanswered)
            acceptance = self.decide(seen, command, client_order_id)
            try:
                self.documents.commit(acceptance.writes)
            except Conflict:
                continue
            except CommitUnknown:
                unanswered = acceptance.order
                continue
            self.dispatch.send_order(acceptance.order)
            return acceptance.order
        raise Unavailable if unanswered is None else CommitUnknown

    def _found(self, order: Order, command: PlaceOrder, unanswered: Order | None) -> Order:
        """Return the stored order; send it where it is the one whose commit had no answer."""
        if unanswered is not None and unanswered.order_token == order.order_token:
            self.dispatch.send_order(order)
        return _same(order, command)

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
