"""The states of a person's keys: every pair of state and event, listed or refused (R-630)."""

from itertools import product

import pytest

from shared.core.errors import InvalidTransition
from shared.eu.vault.model.subject import KeyEvent, KeyState, after

ALLOWED = {
    ("ACTIVE", "RESTRICT"): "RESTRICTED",
    ("ACTIVE", "BLOCK"): "BLOCKED",
    ("ACTIVE", "SHRED"): "SHREDDED",
    ("RESTRICTED", "LIFT"): "ACTIVE",
    ("RESTRICTED", "BLOCK"): "BLOCKED",
    ("RESTRICTED", "SHRED"): "SHREDDED",
    ("BLOCKED", "RELEASE"): "ACTIVE",
    ("BLOCKED", "SHRED"): "SHREDDED",
}


@pytest.mark.parametrize(("state", "event"), list(product(KeyState, KeyEvent)))
def test_every_step_is_listed_or_refused(state: KeyState, event: KeyEvent) -> None:
    expected = ALLOWED.get((state.value, event.value))
    if expected is None:
        with pytest.raises(InvalidTransition):
            after(state, event)
    else:
        assert after(state, event).value == expected
