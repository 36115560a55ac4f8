"""Say on what machine something was measured, print it as a JSON line, and keep it."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from emulators.google_emulators import find_sdk
from emulators.sandbox import ROOT

FOLDER = ROOT / "build" / "bench"
PACKAGES = ("google-cloud-firestore", "google-cloud-pubsub", "grpcio", "gunicorn", "aiohttp")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: our figure, the one beside it, and what their ratio is held against."""

    figure: str
    own: str
    beside: str
    ratio: str
    target: str


def machine() -> dict[str, Any]:
    """Return cores, memory, load and versions."""
    sdk = find_sdk()
    java = subprocess.run([sdk.java, "-version"], capture_output=True, text=True, check=True)
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory_bytes / 2**30, 1),
        "load_1m": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "java": java.stderr.splitlines()[0],
        "pubsub_emulator": sdk.pubsub_jar.name,
        "packages": {name: version(name) for name in PACKAGES},
    }


def keep(benchmark: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Print the figures as one JSON line and write them to a file of their own."""
    now = datetime.now(UTC)
    line = {"benchmark": benchmark, "at": now.isoformat(timespec="seconds")} | figures
    line["machine"] = machine()
    print(json.dumps(line), flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = Path(FOLDER, f"{now:%Y%m%dT%H%M%SZ}-{benchmark}.json")
    path.write_text(json.dumps(line, indent=2) + "\n")
    return line


def table(rows: Sequence[Row]) -> None:
    """Print the figures side by side, with the machine they were taken on."""
    facts = machine()
    title = (
        f"{datetime.now(UTC):%Y-%m-%d} · {facts['cores']} cores, {facts['memory_gib']} GiB, "
        f"load {facts['load_1m']} · Python {facts['python']}"
    )
    shown = Table("figure", "own", "beside it", "ratio", "target", title=title, title_style="")
    for row in rows:
        shown.add_row(row.figure, row.own, row.beside, row.ratio, row.target)
    Console().print(shown)
