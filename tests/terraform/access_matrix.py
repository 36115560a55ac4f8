"""Write who may do what, from the plans of production.

`python -m tests.terraform.access_matrix` writes terraform/docs/access.md.
"""

from collections.abc import Iterable

from tests.architecture.sources import ROOT
from tests.terraform.cases import CASES
from tests.terraform.grants import grants, name_of
from tests.terraform.plans import Plan
from tests.terraform.workbench import workbench

FILE = ROOT / "terraform" / "docs" / "access.md"
TITLES = {"eu production with its peer": "The EU project", "us production": "The US project"}
HEADER = """# Who may do what

Written by `python -m tests.terraform.access_matrix` from the plans of production; a test compares.
`fn-NAME` is what a deployable runs as, `push-NAME` what Pub/Sub pushes to it as, `agent …` Google's
own account of a service. Roles are on the single thing named; on `project` only where IAM has
nothing narrower.
"""


def text(plans: Iterable[tuple[str, Plan]]) -> str:
    """Return the page for these plans."""
    return HEADER + "".join(f"\n## {TITLES[case]}\n\n{_table(plan)}" for case, plan in plans)


def _table(plan: Plan) -> str:
    rows = sorted({(name_of(row.who), row.role, row.what) for row in grants(plan)})
    lines = ["| who | role | on |", "|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def write() -> None:
    """Plan both roots and write the page."""
    with workbench() as bench:
        FILE.write_text(text((case, CASES[case].plan(bench)) for case in TITLES))


if __name__ == "__main__":
    write()
