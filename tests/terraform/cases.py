"""The plans that are looked at: both roots, both environments, with and without the peer."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.terraform.plans import Plan, read
from tests.terraform.workbench import Workbench

SEED = "-var=border_signing_seed=" + "0" * 64

Planner = Callable[[str], Plan]


@dataclass(frozen=True, slots=True)
class Case:
    """A root with its variables."""

    root: str
    variables: str

    def plan(self, bench: Workbench) -> Plan:
        """Plan it.

        Raises TerraformError.
        """
        return read(self.root, bench.plan(self.root, f"-var-file={self.variables}.tfvars", SEED))


# The sandbox of the EU is written for its first apply, when there is no peer.
CASES = {
    "eu production with its peer": Case("eu", "production"),
    "eu sandbox without its peer": Case("eu", "sandbox"),
    "us production": Case("us", "production"),
    "us sandbox": Case("us", "sandbox"),
}
