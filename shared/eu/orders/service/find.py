"""Find orders: by the token that came back over the border, or for their partner."""

from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Refusal, Unacceptable
from shared.core.ids import AccountId, OrderId, OrderToken
from shared.eu.accounts.service.access import UUID_FORM
from shared.eu.orders.model.listing_request import LIMIT_MAX, ListOrders
from shared.eu.orders.model.order import Order
from shared.eu.orders.paths import ORDERS, order_of, order_path


def by_token(documents: Documents, order_token: OrderToken) -> Snapshot:
    """Return the order that went out under a token.

    Raises Unacceptable `unknown_token`: nothing is guessed (R-505).
    """
    found = documents.query(ORDERS, [Condition("order_token", "==", order_token)], limit=1)
    if not found:
        raise Unacceptable("unknown_token")
    return found[0]


def own_order(documents: Documents, account_id: AccountId, order_id: str) -> Order:
    """Return an order of the account.

    Raises Refusal `not_found`.
    """
    if not UUID_FORM.fullmatch(order_id):
        raise Refusal("not_found")
    (seen,) = documents.get([order_path(OrderId(order_id))])
    if seen.data is None or seen.data["account_id"] != account_id:
        raise Refusal("not_found")
    return order_of(seen.path, seen.data)


def own_orders(documents: Documents, account_id: AccountId, wanted: ListOrders) -> list[Order]:
    """Return the account's orders that are wanted, by their time of arrival."""
    found = documents.query(
        ORDERS,
        [Condition("account_id", "==", account_id)],
        order_by="created_at",
        descending=wanted.newest_first,
        limit=LIMIT_MAX,
    )
    orders = (order_of(snapshot.path, snapshot.data or {}) for snapshot in found)
    return [order for order in orders if wanted.wants(order)][: wanted.limit]
