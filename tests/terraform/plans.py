"""A plan as the rules read it: every planned resource, and what the tables want of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.architecture.sources import ROOT

PEERS = {"eu": "us", "us": "eu"}


def table(name: str) -> Any:
    """Return one of the project's tables."""
    return json.loads((ROOT / name).read_text())


@dataclass(frozen=True, slots=True)
class Resource:
    """One planned resource; `values` are those that the plan knows."""

    address: str
    type: str
    values: Mapping[str, Any]

    def block(self, name: str) -> Mapping[str, Any]:
        """Return a nested block that stands once, empty where there is none."""
        blocks: list[Mapping[str, Any]] = self.values.get(name) or [{}]
        return blocks[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a root would make; `is_paired` once it knows the other region's project."""

    root: str
    is_production: bool
    is_paired: bool
    project: str
    region: str
    resources: tuple[Resource, ...]

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of these types, without the provider's prefix."""
        wanted = {f"google_{kind}" for kind in types}
        return [resource for resource in self.resources if resource.type in wanted]

    @property
    def bundles(self) -> dict[str, Mapping[str, Any]]:
        """The region's deployables by name, each with what it may reach."""
        rows, access = table("functions/bundles.json"), table("functions/access.json")
        return {
            row["name"]: row | {"access": access.get(key, {})}
            for key, row in rows.items()
            if row["region"] == self.root
        }

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """Return the region's rows of the topology."""
        rows = table("functions/topology.json")[name]
        return [row for row in rows if row["region"] == self.root]

    def subscriptions(self) -> list[Mapping[str, Any]]:
        """Return the subscriptions that can be made: those on the peer's topics need the peer."""
        rows = self.rows("subscriptions")
        return [row for row in rows if self.is_paired or row["topic_region"] == self.root]

    def account(self, name: str) -> str:
        """Return a service account of the project as an IAM member."""
        return f"serviceAccount:{name}@{self.project}.iam.gserviceaccount.com"


def read(root: str, plan: Mapping[str, Any]) -> Plan:
    """Read what `terraform show -json` says of a plan."""
    given = {name: row.get("value") for name, row in plan["variables"].items()}
    found = _resources(plan["planned_values"]["root_module"])
    return Plan(
        root=root,
        is_production=given["environment"] == "production",
        is_paired=given.get("peer") is not None,
        project=given["project_id"],
        region=given["region"],
        resources=tuple(found),
    )


def _resources(module: Mapping[str, Any]) -> Iterator[Resource]:
    for row in module.get("resources", []):
        yield Resource(row["address"], row["type"], row["values"])
    for child in module.get("child_modules", []):
        yield from _resources(child)
