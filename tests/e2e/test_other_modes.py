"""The core of this suite against the embedded and the isolated stack; `make e2e` runs all of it."""

import os
import subprocess
import sys

import pytest

from emulators.sandbox import ROOT
from tests.e2e.modes import MODE, VARIABLE

pytestmark = pytest.mark.stack

TIMEOUT_S = 600
OPERATOR = "tests/e2e/test_operator.py"
# Orders there and back, both regions' books, an account from nothing, and no one named abroad.
CORE = {
    "embedded": (
        "tests/e2e/test_first_order.py",
        f"{OPERATOR}::test_reconcile_agrees_at_rest_and_finds_a_planted_break",
        f"{OPERATOR}::test_border_tail_shows_an_order_and_its_report_whole",
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
