"""The whole order path under faults, seed by seed (D17).

300 seeds by default, 2,000 in CI (`.ci/run`), many more with `make campaign`.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.simulation.schedule import run_seed

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "300"))
FIRST = int(os.environ.get("SIMULATION_FIRST_SEED", "0"))
BLOCK = 500
CHUNK = 25


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, BLOCK))
def test_every_schedule_keeps_every_promise(first: int) -> None:
    seeds = range(first, min(first + BLOCK, FIRST + SEEDS))
    if len(seeds) <= CHUNK:
        for seed in seeds:
            run_seed(seed)
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for _ in pool.map(run_seed, seeds, chunksize=CHUNK):
            pass
