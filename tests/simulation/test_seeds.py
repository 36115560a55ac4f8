"""The whole order path under faults, seed by seed (D17); `make campaign` runs many more."""

import os

import pytest

from tests.simulation.schedule import run_seed

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "2000"))
FIRST = int(os.environ.get("SIMULATION_FIRST_SEED", "0"))
BLOCK = 100


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, BLOCK))
def test_every_schedule_keeps_every_promise(first: int) -> None:
    for seed in range(first, min(first + BLOCK, FIRST + SEEDS)):
        run_seed(seed)
