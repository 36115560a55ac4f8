"""The deploy section, line by line as it stands, by somebody with an empty home.

A `gcloud` that only answers, and a `terraform` that plans where the page applies: as far as it goes
without a cloud. The three plans that come of it pass every rule.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT
from tests.terraform.plans import read
from tests.terraform.rules.all import rules
from tests.terraform.rules.rule import findings
from tests.terraform.workbench import ROOTS, Workbench

PAGE = (ROOT / "terraform/README.md").read_text()
BLOCK = re.compile(r"<!-- walked: ([a-z]+) -->\n```bash\n(.*?)\n```\n", re.S)
BLOCKS = dict(BLOCK.findall(PAGE))
STEPS = ("names", "prepare", "keys", "variables", "applies", "domain")
NUMBER = "123456789012"

GCLOUD = f"""#!/bin/bash
echo "$@" >> "$WALK/gcloud"
if [ "$1 $2" = "projects describe" ]; then echo {NUMBER}; fi
"""
TERRAFORM = """#!/bin/bash
set -e
case $2 in
  init) [[ $3 =~ ^-backend-config=bucket=.+-state$ ]]; exec "$REAL" $1 init -no-color;;
  apply)
    number=$(ls "$WALK" | grep -c plan || true)
    "$REAL" $1 plan -no-color -refresh=false -out=plan "${@:3}"
    "$REAL" $1 show -json plan > "$WALK/plan-$number-${1##*/}.json";;
  output) grep -q "^output .$3. {" "${1#-chdir=}/outputs.tf";;
  *) exit 2;;
esac
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """What came of a walk: the plans in the order of the applies, and what gcloud was asked."""

    plans: list[tuple[str, dict[str, Any]]]
    gcloud: str


@pytest.fixture(scope="module")
def walk(bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    for name, text in (("gcloud", GCLOUD), ("terraform", TERRAFORM)):
        tool = folder / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(text)
        tool.chmod(0o755)
    venv = bench.tree / ".venv"
    venv.symlink_to(sys.prefix)
    try:
        _follow(bench, folder)
        yield Walk(
            [
                (path.stem.rpartition("-")[2], json.loads(path.read_text()))
                for path in sorted((folder / "walked").glob("plan-*.json"))
            ],
            (folder / "walked/gcloud").read_text(),
        )
    finally:
        venv.unlink()
        for root in ROOTS:
            (bench.tree / "terraform" / root / "mine.tfvars").unlink(missing_ok=True)


def _follow(bench: Workbench, folder: Path) -> None:
    """Run the page's lines in one shell, which stops at the first that fails."""
    (folder / "walked").mkdir()
    (folder / "home").mkdir()
    own = {
        "HOME": str(folder / "home"),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "REAL": str(shutil.which("terraform")),
        "WALK": str(folder / "walked"),
    }
    lines = "\n".join(BLOCKS[step] for step in STEPS)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", lines],
        cwd=bench.tree,
        env=bench.environment | own,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr or done.stdout


def test_every_step_is_on_the_page_in_its_order() -> None:
    assert tuple(BLOCKS) == (*STEPS, "partner", "try")


def test_three_applies_make_a_pair_that_every_rule_accepts(walk: Walk) -> None:
    assert [root for root, _ in walk.plans] == ["eu", "us", "eu"]
    plans = [read(root, plan) for root, plan in walk.plans]
    assert [plan.is_paired for plan in plans] == [False, True, True]
    for plan in plans:
        assert findings(plan, rules()) == []


def test_each_side_is_told_the_others_key(walk: Walk) -> None:
    (_, alone), (_, us), (_, eu) = walk.plans
    assert alone["variables"].get("peer", {}).get("value") is None
    told = {root: plan["variables"]["peer"]["value"] for root, plan in (("us", us), ("eu", eu))}
    assert [told["us"]["project_number"], told["eu"]["project_number"]] == [NUMBER, NUMBER]
    keys = [told["us"]["border_public_keys"]["eu-1"], told["eu"]["border_public_keys"]["us-1"]]
    assert len(set(keys)) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_states_lie_each_on_their_own_side(walk: Walk) -> None:
    made = [line for line in walk.gcloud.splitlines() if line.startswith("storage buckets create")]
    assert ["--location=europe-southwest1" in line for line in made] == [True, False]
    assert ["--location=us-east4" in line for line in made] == [False, True]
    assert all("--public-access-prevention" in line for line in made)
