"""`make checkov`: scan the code and the plans of both roots; what is found must be accepted."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.terraform.cases import SEED
from tests.terraform.checkov.findings import Finding, accepted, faults, scan
from tests.terraform.workbench import ROOTS, workbench


def main() -> int:
    """Scan, tell, and return the exit code."""
    if shutil.which("terraform") is None:
        print("Terraform 1.11 is missing: install it and repeat.")
        return 1
    found = scan("-d", "terraform", "--framework", "terraform") | _in_plans()
    listed = accepted()
    told = faults(found, listed)
    for fault in told:
        print(fault)
    print(f"checkov: {len(found)} findings, {len(listed)} accepted, {len(told)} to mend")
    return 1 if told else 0


def _in_plans() -> set[Finding]:
    """Return what is found in production's plans, where every value of a table is known."""
    with tempfile.TemporaryDirectory(prefix="two-ledger-checkov-") as folder, workbench() as bench:
        files = []
        for root in ROOTS:
            file = Path(folder) / f"{root}.json"
            plan = bench.plan(root, "-var-file=production.tfvars", SEED)
            file.write_text(json.dumps(plan))
            files += ["-f", str(file)]
        return scan(*files, "--framework", "terraform_plan")


if __name__ == "__main__":
    sys.exit(main())
