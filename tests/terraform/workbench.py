"""Terraform over a copy of the project, with the stand-in providers: nothing of it stays."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.architecture.sources import ROOT
from tests.terraform.standin.server import serving

# What the roots read: their own files, and the tables and sources that functions are made of.
COPIED = ("terraform", "functions", "shared")
LEFT_OUT = shutil.ignore_patterns(".terraform*", "*.tfstate*", ".build", "__pycache__")
OVERRIDE = 'terraform {\n  backend "local" {}\n}\n'
ROOTS = ("eu", "us")
# An archive's contents are half a megabyte a function, which Terraform hashes again and again.
# Under test each file holds its own path instead: that says which files go where.
ARCHIVE = """data "archive_file" "bundle" {
  dynamic "source" {
    for_each = var.bundle.files
    content {
      content  = source.value
      filename = source.key
    }
  }
}
"""


class TerraformError(Exception):
    """Carry what Terraform said when it refused."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A copy of the project in which Terraform runs."""

    tree: Path
    environment: dict[str, str]

    def run(self, root: str, *arguments: str) -> str:
        """Run Terraform in a root and return its output.

        Raises TerraformError.
        """
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.tree / "terraform" / root,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise TerraformError(done.stderr or done.stdout)
        return done.stdout

    def plan(self, root: str, *variables: str) -> dict[str, Any]:
        """Plan a root and return the plan as Terraform describes it.

        Raises TerraformError.
        """
        self.run(root, "plan", "-no-color", "-refresh=false", "-out=plan", *variables)
        plan: dict[str, Any] = json.loads(self.run(root, "show", "-json", "plan"))
        return plan


@contextmanager
def workbench(names: Sequence[str] = COPIED) -> Iterator[Workbench]:
    """Copy the project, serve the providers and initialise both roots; then take all away."""
    with TemporaryDirectory(prefix="two-ledger-terraform-") as folder:
        at = Path(folder)
        for name in names:
            shutil.copytree(ROOT / name, at / name, ignore=LEFT_OUT)
        (at / "none.tfrc").touch()
        (at / "terraform/modules/deployable/archive_override.tf").write_text(ARCHIVE)
        with serving(at) as attached:
            bench = Workbench(at, _environment(at, attached))
            for root in ROOTS:
                (at / "terraform" / root / "backend_override.tf").write_text(OVERRIDE)
                bench.run(root, "init", "-no-color")
            yield bench


def _environment(at: Path, attached: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return inherited | {
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(at / "none.tfrc"),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_REATTACH_PROVIDERS": attached,
    }
