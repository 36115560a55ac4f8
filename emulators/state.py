"""What `.sandbox/state.json` says; scripts, tests and clients read it."""

from collections.abc import Sequence
from typing import Any

from emulators.parts import Parts
from emulators.reference_page import pages
from emulators.regions import REGIONS, RegionName


def describe(
    parts: Parts, partners: Sequence[dict[str, Any]], supervisor_pid: int
) -> dict[str, Any]:
    """Return the state of a running stack; a part that it does not have is None."""
    pids = {child.name: child.pid for child in parts.children}
    return {
        "api_url": parts.api_url,
        "stream_url": parts.stream_url,
        "dashboard_url": f"{parts.api_url}{pages.PATH}",
        "partners": list(partners),
        "eu": _region(parts, "eu") | {"kms_host": parts.kms_host},
        "us": _region(parts, "us"),
        "processes": pids | {"supervisor": supervisor_pid},
        "mode": parts.mode,
        "inspection_url": parts.inspection_url,
        "addresses": {child.name: child.address for child in parts.children},
    }


def _region(parts: Parts, name: RegionName) -> dict[str, Any]:
    region = REGIONS[name]
    return {
        "project": region.project,
        "firestore_host": parts.hosts["firestore"] if parts.hosts else None,
        "databases": list(region.databases),
        "pubsub_host": parts.hosts["pubsub"] if parts.hosts else None,
    }
