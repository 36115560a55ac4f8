"""The states of a US order, as one table (Annex H)."""

from enum import StrEnum

from shared.core.errors import InvalidTransition


class State(StrEnum):
    """Where a US order stands; RISK_REJECT and DONE are final."""

    RECEIVED = "RECEIVED"
    RISK_OK = "RISK_OK"
    RISK_REJECT = "RISK_REJECT"
    ROUTED = "ROUTED"
    WORKING = "WORKING"
    PARTIAL = "PARTIAL"
    DONE = "DONE"


class Event(StrEnum):
    """What may happen to a US order."""

    PASS_RISK = "pass_risk"  # noqa: S105  # not a password
    FAIL_RISK = "fail_risk"
    ROUTE = "route"
    WORK = "work"
    FILL_PART = "fill_part"
    FILL_REST = "fill_rest"
    END = "end"


TRANSITIONS = {
    (State.RECEIVED, Event.PASS_RISK): State.RISK_OK,
    (State.RECEIVED, Event.FAIL_RISK): State.RISK_REJECT,
    (State.RECEIVED, Event.END): State.DONE,  # its cancel came first
    (State.RISK_OK, Event.ROUTE): State.ROUTED,
    (State.ROUTED, Event.WORK): State.WORKING,
    (State.WORKING, Event.FILL_PART): State.PARTIAL,
    (State.WORKING, Event.FILL_REST): State.DONE,
    (State.WORKING, Event.END): State.DONE,
    (State.PARTIAL, Event.FILL_PART): State.PARTIAL,
    (State.PARTIAL, Event.FILL_REST): State.DONE,
    (State.PARTIAL, Event.END): State.DONE,
}

FINAL = frozenset({State.RISK_REJECT, State.DONE})


def after(state: State, event: Event) -> State:
    """Return the state that an event leads to. Raises InvalidTransition."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise InvalidTransition("us order", state, event) from None
