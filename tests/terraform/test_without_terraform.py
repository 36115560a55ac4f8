"""Without a `terraform` binary its tests are skipped with a banner; in CI they fail."""

import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT
from tests.terraform.conftest import MISSING

NEEDS_IT = "tests/terraform/test_roots.py::test_everything_is_formatted"
NEEDS_IT_NOT = "tests/terraform/test_tables.py::test_a_path_is_of_one_function"
SKIPPED, FAILED = 0, 1


def run(nowhere: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test that needs Terraform, and one that does not, where there is none."""
    own = {name: value for name, value in os.environ.items() if name not in ("CI", "PATH")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", NEEDS_IT, NEEDS_IT_NOT],
        cwd=ROOT,
        env=own | {"PATH": nowhere} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("environment", [{}, {"CI": ""}], ids=["nothing", "empty"])
def test_on_a_laptop_they_are_skipped_loudly(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> None:
    ran = run(str(tmp_path_factory.mktemp("nowhere")), **environment)
    assert ran.returncode == SKIPPED, ran.stdout
    assert f"{MISSING} (1 tests skipped)" in ran.stdout
    assert "1 passed, 1 skipped" in ran.stdout


def test_what_ci_runs_says_that_it_is_ci() -> None:
    assert "\nexport CI=true" in (ROOT / ".ci/run").read_text()


def test_in_ci_they_fail(tmp_path_factory: pytest.TempPathFactory) -> None:
    ran = run(str(tmp_path_factory.mktemp("nowhere")), CI="true")
    assert ran.returncode == FAILED
    assert MISSING in ran.stdout
    assert "1 passed, 1 error" in ran.stdout
