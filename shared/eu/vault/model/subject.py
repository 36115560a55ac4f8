"""The life of a person's keys (R-630): one table, and no way back from SHREDDED."""

from enum import StrEnum

from shared.core.errors import InvalidTransition


class KeyState(StrEnum):
    """What may still be done with a person's data."""

    ACTIVE = "ACTIVE"
    RESTRICTED = "RESTRICTED"
    BLOCKED = "BLOCKED"
    SHREDDED = "SHREDDED"


class KeyEvent(StrEnum):
    """What happens to a person's keys; RELEASE needs the data protection officer and a reason."""

    RESTRICT = "RESTRICT"
    LIFT = "LIFT"
    BLOCK = "BLOCK"
    RELEASE = "RELEASE"
    SHRED = "SHRED"


_STEPS = {
    (KeyState.ACTIVE, KeyEvent.RESTRICT): KeyState.RESTRICTED,
    (KeyState.ACTIVE, KeyEvent.BLOCK): KeyState.BLOCKED,
    (KeyState.ACTIVE, KeyEvent.SHRED): KeyState.SHREDDED,
    (KeyState.RESTRICTED, KeyEvent.LIFT): KeyState.ACTIVE,
    (KeyState.RESTRICTED, KeyEvent.BLOCK): KeyState.BLOCKED,
    (KeyState.RESTRICTED, KeyEvent.SHRED): KeyState.SHREDDED,
    (KeyState.BLOCKED, KeyEvent.RELEASE): KeyState.ACTIVE,
    (KeyState.BLOCKED, KeyEvent.SHRED): KeyState.SHREDDED,
}


def after(state: KeyState, event: KeyEvent) -> KeyState:
    """Return the state after an event.

    Raises InvalidTransition.
    """
    if (state, event) not in _STEPS:
        raise InvalidTransition("subject key", state, event)
    return _STEPS[state, event]
