"""The core of this suite against the embedded and the isolated stack; `make e2e` runs all of it."""

import os
import subprocess
import sys

import pytest

from emulators.sandbox import ROOT
from tests.e2e.modes import MODE, VARIABLE

pytestmark = pytest.mark.stack

TIMEOUT_S = 300
# Orders there and back, streams, the API's refusals, both regions' books, and no one abroad.
CORE = {
    "embedded": (
        "tests/e2e/test_first_order.py",
        "tests/e2e/test_operator.py",
        "tests/e2e/test_nothing_personal_abroad.py",
        "tests/e2e/test_first_day.py",
    ),
    "isolated": ("tests/e2e/test_first_order.py", "tests/e2e/test_first_day.py"),
}


@pytest.mark.skipif(MODE != "normal", reason="2026-11-25: the run in another mode is this one")
@pytest.mark.parametrize("mode", CORE)
def test_the_core_passes_in_the_other_mode(mode: str) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *CORE[mode]],
        cwd=ROOT,
        env=kept | {VARIABLE: mode},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
    assert ran.returncode == 0, ran.stdout[-4_000:] + ran.stderr[-2_000:]
