"""The one list of topics, subscriptions and jobs, functions/topology.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulators.regions import RegionName
from emulators.sandbox import ROOT

FILE = ROOT / "functions" / "topology.json"


@dataclass(frozen=True, slots=True)
class Job:
    """A tick that is published to its region's jobs topic."""

    name: str
    region: RegionName
    period_s: float


def read(file: Path = FILE) -> dict[str, Any]:
    """Read the one list of topics, subscriptions and jobs."""
    topology: dict[str, Any] = json.loads(file.read_text())
    return topology


def jobs(topology: Mapping[str, Any]) -> list[Job]:
    """Return the jobs with their sandbox periods."""
    return [
        Job(job["name"], job["region"], job["sandbox_every_ms"] / 1000) for job in topology["jobs"]
    ]
