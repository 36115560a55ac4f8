"""Lives of accounts: 1,000 steps here, more with LIFE_STEPS, 100,000 with `make campaign`."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.life import Life

STEPS = int(os.environ.get("LIFE_STEPS", "1000"))
STEPS_PER_LIFE = 50


def test_any_life_keeps_every_invariant_after_every_step() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_PER_LIFE),
            stateful_step_count=STEPS_PER_LIFE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(Life.happened))
    assert Life.happened["steps"] >= STEPS // 2
    assert all(Life.happened[each] for each in ("orders", "fills", "journals", "reversals"))
