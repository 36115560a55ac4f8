"""The order's state machine (Annex H): one table; what is not in it cannot happen."""

from enum import StrEnum

from shared.core.errors import InvalidTransition


class OrderState(StrEnum):
    """Where an order stands."""

    HELD = "HELD"
    ACKED = "ACKED"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    CANCEL_PENDING = "CANCEL_PENDING"
    REPLACE_PENDING = "REPLACE_PENDING"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    US_REJECTED = "US_REJECTED"


class OrderEvent(StrEnum):
    """What can happen to an order: the client asks, or the US side reports."""

    ASK_CANCEL = "ask_cancel"
    ASK_REPLACE = "ask_replace"
    ACK = "ack"
    REJECT = "reject"
    PARTIAL_FILL = "partial_fill"
    FILL = "fill"
    DONE = "done"
    EXPIRE = "expire"
    REPLACE = "replace"
    KEEP_WHOLE = "keep_whole"
    KEEP_PART = "keep_part"


_TABLE = {
    (OrderState.HELD, OrderEvent.ACK): OrderState.ACKED,
    (OrderState.HELD, OrderEvent.REJECT): OrderState.US_REJECTED,
    (OrderState.HELD, OrderEvent.ASK_CANCEL): OrderState.CANCEL_PENDING,
    # Without an acknowledgement: the cancel overtook the order, which then never began.
    (OrderState.HELD, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.ACKED, OrderEvent.PARTIAL_FILL): OrderState.PARTIALLY_FILLED,
    (OrderState.ACKED, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.ACKED, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.ACKED, OrderEvent.EXPIRE): OrderState.EXPIRED,
    (OrderState.ACKED, OrderEvent.ASK_CANCEL): OrderState.CANCEL_PENDING,
    (OrderState.ACKED, OrderEvent.ASK_REPLACE): OrderState.REPLACE_PENDING,
    (OrderState.PARTIALLY_FILLED, OrderEvent.PARTIAL_FILL): OrderState.PARTIALLY_FILLED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.EXPIRE): OrderState.EXPIRED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.ASK_CANCEL): OrderState.CANCEL_PENDING,
    (OrderState.PARTIALLY_FILLED, OrderEvent.ASK_REPLACE): OrderState.REPLACE_PENDING,
    # A cancel may be asked for before the order is acknowledged.
    (OrderState.CANCEL_PENDING, OrderEvent.ACK): OrderState.CANCEL_PENDING,
    (OrderState.CANCEL_PENDING, OrderEvent.REJECT): OrderState.US_REJECTED,
    (OrderState.CANCEL_PENDING, OrderEvent.PARTIAL_FILL): OrderState.CANCEL_PENDING,
    (OrderState.CANCEL_PENDING, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.CANCEL_PENDING, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.CANCEL_PENDING, OrderEvent.EXPIRE): OrderState.EXPIRED,
    (OrderState.REPLACE_PENDING, OrderEvent.PARTIAL_FILL): OrderState.REPLACE_PENDING,
    (OrderState.REPLACE_PENDING, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.REPLACE_PENDING, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.REPLACE_PENDING, OrderEvent.EXPIRE): OrderState.EXPIRED,
    (OrderState.REPLACE_PENDING, OrderEvent.REPLACE): OrderState.REPLACED,
    (OrderState.REPLACE_PENDING, OrderEvent.KEEP_WHOLE): OrderState.ACKED,
    (OrderState.REPLACE_PENDING, OrderEvent.KEEP_PART): OrderState.PARTIALLY_FILLED,
}

TERMINAL_STATES = frozenset(
    {
        OrderState.FILLED,
        OrderState.CANCELED,
        OrderState.EXPIRED,
        OrderState.REPLACED,
        OrderState.US_REJECTED,
    }
)

# Alpaca's words for the states, as the official client's closed enum has them.
API_STATUS = {
    OrderState.HELD: "accepted",
    OrderState.ACKED: "new",
    OrderState.PARTIALLY_FILLED: "partially_filled",
    OrderState.CANCEL_PENDING: "pending_cancel",
    OrderState.REPLACE_PENDING: "pending_replace",
    OrderState.FILLED: "filled",
    OrderState.CANCELED: "canceled",
    OrderState.EXPIRED: "expired",
    OrderState.REPLACED: "replaced",
    OrderState.US_REJECTED: "rejected",
}


def may(state: OrderState, event: OrderEvent) -> bool:
    """Tell whether an event can happen in a state."""
    return (state, event) in _TABLE


def after(state: OrderState, event: OrderEvent) -> OrderState:
    """Return the state that an event leads to.

    Raises InvalidTransition.
    """
    following = _TABLE.get((state, event))
    if following is None:
        raise InvalidTransition("order", state, event)
    return following
