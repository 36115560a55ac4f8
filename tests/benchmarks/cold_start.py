"""Time every function's cold start: the process, the import of its bundle, its first answer.

`python -m tests.benchmarks.cold_start`. Beside each, in turns: functions-framework with the same of
Google's clients and no code of ours. Both run from compiled files, as a container image has them.
The figures are processor time: what else the machine does would drown 15 %.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from emulators.environment import key_environment, router_environments
from emulators.kms import key_list
from functions.bundle import Bundle, build, bundles
from tests.benchmarks import results
from tests.benchmarks.results import Row
from tests.benchmarks.spread import median, median_ratio_95, spread

ROUNDS = 5
TIMEOUT_S = 60
RATIO_MAX = 1.15
RUN = Path(__file__).with_name("cold_run.py")
# Nobody listens there, and nobody is asked: the first answer of a push function is to no envelope.
NOWHERE = "127.0.0.1:9"
FIRST_PATH = {
    "trading": "/v1/clock",
    "funding": "/v1/accounts/0/transfers",
    "identity": "/v1/accounts",
    "auth": "/openapi.json",
    "books": "/executions",
    "sequencer": "/jobs",
    "identity-jobs": "/jobs",
    "orders": "/border",
    "marketdata": "/jobs",
}
_MAKE = {
    "google.cloud.firestore_v1": (
        "from google.cloud import firestore",
        'firestore.Client(project="peer")',
    ),
    "google.pubsub_v1": (
        "from google.pubsub_v1 import PublisherClient\n"
        "from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport",
        f'PublisherClient(transport=PublisherGrpcTransport(channel=grpc.insecure_channel("{NOWHERE}")))',
    ),
    "google.cloud.kms_v1": (
        "from google.cloud.kms_v1 import KeyManagementServiceClient\n"
        "from google.cloud.kms_v1.services.key_management_service.transports import (\n"
        "    KeyManagementServiceGrpcTransport,\n)",
        "KeyManagementServiceClient(transport=KeyManagementServiceGrpcTransport("
        f'channel=grpc.insecure_channel("{NOWHERE}")))',
    ),
    "google.cloud.storage": ("from google.cloud import storage", "storage.Client"),
}


@dataclass(frozen=True, slots=True)
class Cold:
    """A folder to start from, and what its first answer is to."""

    folder: Path
    entry_point: str
    method: str
    path: str
    environment: Mapping[str, str]

    def run(self) -> dict[str, Any]:
        """Start once; return what it told, with wall times from the start of the process."""
        started_s = time.time()
        command = [sys.executable, "-I", str(RUN), str(self.folder / "main.py")]
        ran = subprocess.run(
            [*command, self.entry_point, self.method, self.path],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        if ran.returncode != 0:
            raise RuntimeError(f"{self.folder.name} did not start: {ran.stderr[-2_000:]}")
        told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        for name in ("imported", "answered"):
            told[f"{name}_s"] = told.pop(f"{name}_at_s") - started_s
        return told


def measure() -> list[Row]:
    """Run every function and its peer in turns; print and keep the figures."""
    dice, rows, figures = Random(), [], {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for bundle in bundles().values():
            if bundle.kind == "stream":
                continue
            own = _own(bundle, folder)
            clients = own.run()["clients"]
            peer = _peer(bundle, clients, folder)
            peer.run()
            ours, theirs = _in_turns(own, peer, dice)
            figures[bundle.key] = _figures(clients, ours, theirs)
            rows.append(_row(bundle.key, ours, theirs))
    results.keep("cold_start", {"unit": "s", "functions": figures})
    return rows


def _own(bundle: Bundle, folder: Path) -> Cold:
    at = build(bundle.key, folder / bundle.key)
    environment = _environment(bundle.region)
    method = "POST" if bundle.kind == "push" else "GET"
    return Cold(at, bundle.entry_point, method, FIRST_PATH[bundle.name], environment)


def _environment(region: str) -> dict[str, str]:
    regions = router_environments(NOWHERE, NOWHERE)
    environment = next(each for name, each in regions.items() if name == region)
    more = {"API_URL": "http://127.0.0.1:9", "OBJECTS_FOLDER": "objects"}
    return environment | key_environment(NOWHERE, key_list.read()) | more


def _peer(bundle: Bundle, clients: Sequence[str], folder: Path) -> Cold:
    at = folder / f"{bundle.key}-peer"
    at.mkdir()
    imports = [_MAKE[client][0] for client in clients]
    made = ", ".join(_MAKE[client][1] for client in clients)
    source = [
        "from functools import cache", "import flask", "import grpc", *imports,
        "@cache", "def clients():", f"    return [{made}]",
        "def peer(request):", "    clients()", '    return flask.jsonify({"ok": True})',
    ]  # fmt: skip
    (at / "main.py").write_text("\n".join(source) + "\n")
    environment = {"FIRESTORE_EMULATOR_HOST": NOWHERE, "GOOGLE_CLOUD_PROJECT": "peer"}
    return Cold(at, "peer", "GET", "/", environment)


def _in_turns(
    own: Cold, peer: Cold, dice: Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        for cold, kept in dice.sample([(own, ours), (peer, theirs)], 2):
            kept.append(cold.run())
    return ours, theirs


def _figures(
    clients: Sequence[str], ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    names = ("imported_s", "answered_s", "imported_cpu_s", "answered_cpu_s")
    own, beside = (
        {name: spread([told[name] for told in runs]) for name in names} for runs in (ours, theirs)
    )
    return {
        "clients": list(clients),
        "first_status": ours[0]["status"],
        "own": own,
        "beside": beside,
        "ratio_95": median_ratio_95(_cpu(ours), _cpu(theirs)),
    }


def _cpu(runs: Sequence[dict[str, Any]]) -> list[float]:
    return [told["answered_cpu_s"] for told in runs]


def _row(key: str, ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]) -> Row:
    own, beside = median(_cpu(ours)), median(_cpu(theirs))
    return Row(
        f"{key}, first answer, s", f"{own:.3f}", f"{beside:.3f}", f"{own / beside:.2f}",
        f"≤ {RATIO_MAX}",
    )  # fmt: skip


if __name__ == "__main__":
    results.table(measure())
