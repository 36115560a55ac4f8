"""The state table of the US order (Annex H)."""

from itertools import product

import pytest

from shared.core.errors import InvalidTransition
from shared.us.orders.model.state import FINAL, TRANSITIONS, Event, State, after


def test_every_state_is_reached_from_received() -> None:
    reached = {State.RECEIVED}
    for _ in State:
        reached |= {to for (source, _), to in TRANSITIONS.items() if source in reached}
    assert reached == set(State)


def test_final_states_are_those_without_a_way_out() -> None:
    assert set(State) - {source for source, _ in TRANSITIONS} == FINAL


def test_a_step_that_is_not_in_the_table_is_refused() -> None:
    absent = [pair for pair in product(State, Event) if pair not in TRANSITIONS]
    assert len(absent) == len(State) * len(Event) - len(TRANSITIONS)
    for state, event in absent:
        with pytest.raises(InvalidTransition):
            after(state, event)
