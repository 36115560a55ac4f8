"""One bench, one plan a case, for all tests of the Terraform code.

Without a `terraform` binary they are skipped, and say so; in CI they fail.
"""

import os
import shutil
from collections.abc import Iterator
from functools import cache

import pytest

from tests.terraform.cases import CASES, Planner
from tests.terraform.plans import Plan
from tests.terraform.workbench import Workbench, workbench

MISSING = "no terraform binary: NOTHING of terraform/ is checked here"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with a banner where the Terraform code was not looked at: dots alone do not say so."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(MISSING in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_sep("!", f"{MISSING} ({count} tests skipped)", red=True)


@pytest.fixture(scope="session")
def bench() -> Iterator[Workbench]:
    """Yield a copy of the project in which Terraform runs."""
    if shutil.which("terraform") is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with workbench() as built:
        yield built


@pytest.fixture(scope="session")
def plan_of(bench: Workbench) -> Planner:
    """Return what plans a case, once."""

    @cache
    def planned(case: str) -> Plan:
        return CASES[case].plan(bench)

    return planned
