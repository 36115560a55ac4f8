"""Ask for the end of every open order of an account, each by itself."""

from dataclasses import dataclass

from shared.core.errors import Refusal, StoreError
from shared.core.ids import AccountId
from shared.eu.orders.model.order import Order
from shared.eu.orders.service.cancel import CancelDesk
from shared.eu.orders.service.find import open_orders


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one of several requests came to: the order, or the reason of its refusal."""

    order: Order
    reason: str | None = None


def cancel_all(desk: CancelDesk, account_id: AccountId) -> list[Outcome]:
    """Cancel what is open; one that cannot be canceled does not keep the others."""
    return [_cancel(desk, order) for order in open_orders(desk.documents, account_id)]


def _cancel(desk: CancelDesk, order: Order) -> Outcome:
    try:
        return Outcome(desk.cancel(order.account_id, order.order_id))
    except Refusal as refusal:
        return Outcome(order, refusal.reason)
    except StoreError:
        return Outcome(order, "unavailable")
