"""Find orders: by the token that came back over the border, or for their partner."""

from shared.core.clock import rfc3339
from shared.core.documents import Condition, Documents, Snapshot
from shared.core.errors import Refusal, Unacceptable
from shared.core.ids import AccountId, OrderId, OrderToken
from shared.eu.accounts.service.access import UUID_FORM
from shared.eu.orders.model.listing_request import LIMIT_MAX, ListOrders, list_orders
from shared.eu.orders.model.order import Order, order_id_of
from shared.eu.orders.paths import ORDERS, order_of, order_path

PAGES_MAX = 20
ALL_OPEN = list_orders({"status": "open", "limit": str(LIMIT_MAX), "direction": "asc"})


def by_token(documents: Documents, order_token: OrderToken) -> Snapshot:
    """Return the order that went out under a token.

    Raises Unacceptable `unknown_token`: nothing is guessed (R-505).
    """
    found = documents.query(ORDERS, [Condition("order_token", "==", order_token)], limit=1)
    if not found:
        raise Unacceptable("unknown_token")
    return found[0]


def read_order(seen: Snapshot) -> Order:
    """Return the order of a snapshot that has one."""
    if seen.data is None:
        raise LookupError("order")
    return order_of(seen.path, seen.data)


def own_order(documents: Documents, account_id: AccountId, order_id: str) -> Order:
    """Return an order of the account.

    Raises Refusal `not_found`.
    """
    return read_order(own_order_seen(documents, account_id, order_id))


def own_order_seen(documents: Documents, account_id: AccountId, order_id: str) -> Snapshot:
    """Return the snapshot of an order of the account.

    Raises Refusal `not_found`.
    """
    if not UUID_FORM.fullmatch(order_id):
        raise Refusal("not_found")
    (seen,) = documents.get([order_path(OrderId(order_id))])
    if seen.data is None or seen.data["account_id"] != account_id:
        raise Refusal("not_found")
    return seen


def by_client_order_id(documents: Documents, account_id: AccountId, client_order_id: str) -> Order:
    """Return the order that the client knows by its own id: the order's id is computed from it.

    Raises Refusal `not_found`.
    """
    (seen,) = documents.get([order_path(order_id_of(account_id, client_order_id))])
    if seen.data is None:
        raise Refusal("not_found")
    return read_order(seen)


def open_orders(documents: Documents, account_id: AccountId) -> list[Order]:
    """Return an account's open orders, the oldest first: at most as many as a list has."""
    return own_orders(documents, account_id, ALL_OPEN)


def own_orders(documents: Documents, account_id: AccountId, wanted: ListOrders) -> list[Order]:
    """Return the account's orders that are wanted, by their time of arrival.

    State and time are the query's; symbols and side are looked for page by page, in a bounded
    number of them: an index for each would be written with every order.

    Raises Refusal `unavailable` where what is wanted is too rare to be found at once.
    """
    found: dict[str, Order] = {}
    page_size = LIMIT_MAX if wanted.is_choosy else wanted.limit
    since, before = wanted.after, wanted.until
    for _ in range(PAGES_MAX):
        page = _page(documents, account_id, wanted, (since, before), page_size)
        found |= {order.order_id: order for order in page}
        listed = [order for order in found.values() if wanted.wants(order)]
        if len(page) < page_size or len(listed) >= wanted.limit:
            return listed[: wanted.limit]
        # What arrived in the very same moment comes again and is known.
        last = rfc3339(page[-1].created_at)
        since, before = (since, f"{last}~") if wanted.newest_first else (last[:-1], before)
    raise Refusal("unavailable")


def _page(
    documents: Documents,
    account_id: AccountId,
    wanted: ListOrders,
    bounds: tuple[str, str],
    page_size: int,
) -> list[Order]:
    """Return the next orders between two texts, both excluded."""
    where = [
        Condition("account_id", "==", account_id),
        Condition("created_at", ">", bounds[0]),
        Condition("created_at", "<", bounds[1]),
    ]
    if wanted.is_open is not None:
        where.append(Condition("is_open", "==", wanted.is_open))
    found = documents.query(
        ORDERS, where, order_by="created_at", descending=wanted.newest_first, limit=page_size
    )
    return [read_order(seen) for seen in found]
