"""The two regions as the local stack names them; in the cloud Terraform's variables do."""

from dataclasses import dataclass
from typing import Literal

RegionName = Literal["eu", "us"]


@dataclass(frozen=True, slots=True)
class Region:
    """One GCP project and its databases; functions use `database`."""

    name: RegionName
    project: str
    database: str
    databases: tuple[str, ...]


REGIONS: dict[RegionName, Region] = {
    "eu": Region("eu", "two-ledger-eu", "ledger", ("ledger", "vault", "vault-keys")),
    "us": Region("us", "two-ledger-us", "omnibus", ("omnibus",)),
}
