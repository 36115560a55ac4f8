"""Ask for the end of an order: what the US side answers is what happened (D10)."""

from dataclasses import dataclass, replace

from shared.core.clock import Clock, Entropy
from shared.core.documents import Documents, Snapshot
from shared.core.documents import replace as next_version
from shared.core.errors import CommitUnknown, Conflict, Refusal, Unavailable
from shared.core.ids import AccountId
from shared.core.retry import attempts
from shared.eu.accounts.paths import account_path
from shared.eu.accounts.service.change import AccountChange
from shared.eu.orders.model.order import Order
from shared.eu.orders.model.states import OrderEvent, OrderState, after, may
from shared.eu.orders.model.trade_update import order_step
from shared.eu.orders.paths import order_document
from shared.eu.orders.service.dispatch import Dispatch
from shared.eu.orders.service.find import own_order_seen, read_order


@dataclass(frozen=True, slots=True)
class CancelDesk:
    """Takes clients' requests to cancel, and the sweeper's."""

    documents: Documents
    clock: Clock
    entropy: Entropy
    dispatch: Dispatch

    def cancel(self, account_id: AccountId, order_id: str) -> Order:
        """Ask the US side to trade nothing more of an order; asking again changes nothing.

        Raises Refusal: not_found; order_not_cancelable where it has ended, is being replaced, or
        is a replacement that has not taken its place yet; contention.
        """
        try:
            return self._cancel(account_id, order_id)
        except Unavailable:
            raise Refusal("contention") from None

    def _cancel(self, account_id: AccountId, order_id: str) -> Order:
        for _ in attempts(self.clock, self.entropy):
            seen = own_order_seen(self.documents, account_id, order_id)
            order = read_order(seen)
            if order.state is not OrderState.CANCEL_PENDING:
                try:
                    order = self._ask(seen, order)
                except (Conflict, CommitUnknown):
                    continue
            self.dispatch.send_cancel(order)
            return order
        raise Unavailable

    def _ask(self, seen: Snapshot, order: Order) -> Order:
        if not order.is_born or not may(order.state, OrderEvent.ASK_CANCEL):
            raise Refusal("order_not_cancelable")
        (account_seen,) = self.documents.get([account_path(order.account_id)])
        now = self.clock.now()
        pending = replace(
            order,
            state=after(order.state, OrderEvent.ASK_CANCEL),
            instruction_seq=order.instruction_seq + 1,
            updated_at=now,
        )
        change = AccountChange(account_seen, now)
        change.tell(order_step(pending, "pending_cancel", now))
        self.documents.commit([next_version(seen, order_document(pending)), *change.writes()])
        return pending
