"""The order's state machine (Annex H): one table; what is not in it cannot happen."""

from enum import StrEnum

from shared.core.errors import InvalidTransition


class OrderState(StrEnum):
    """Where an order stands."""

    HELD = "HELD"
    ACKED = "ACKED"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    US_REJECTED = "US_REJECTED"


class OrderEvent(StrEnum):
    """What can happen to an order."""

    ACK = "ack"
    REJECT = "reject"
    PARTIAL_FILL = "partial_fill"
    FILL = "fill"
    DONE = "done"


_TABLE = {
    (OrderState.HELD, OrderEvent.ACK): OrderState.ACKED,
    (OrderState.HELD, OrderEvent.REJECT): OrderState.US_REJECTED,
    (OrderState.ACKED, OrderEvent.PARTIAL_FILL): OrderState.PARTIALLY_FILLED,
    (OrderState.ACKED, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.ACKED, OrderEvent.DONE): OrderState.CANCELED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.PARTIAL_FILL): OrderState.PARTIALLY_FILLED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.FILL): OrderState.FILLED,
    (OrderState.PARTIALLY_FILLED, OrderEvent.DONE): OrderState.CANCELED,
}

TERMINAL_STATES = frozenset({OrderState.FILLED, OrderState.CANCELED, OrderState.US_REJECTED})

# Alpaca's words for the states, as the official client's closed enum has them.
API_STATUS = {
    OrderState.HELD: "accepted",
    OrderState.ACKED: "new",
    OrderState.PARTIALLY_FILLED: "partially_filled",
    OrderState.FILLED: "filled",
    OrderState.CANCELED: "canceled",
    OrderState.US_REJECTED: "rejected",
}


def after(state: OrderState, event: OrderEvent) -> OrderState:
    """Return the state that an event leads to.

    Raises InvalidTransition.
    """
    following = _TABLE.get((state, event))
    if following is None:
        raise InvalidTransition("order", state, event)
    return following
