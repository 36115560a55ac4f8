"""A region's router as a real process, serving two small functions from their union bundle."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulators.function_hosts import router_command
from emulators.local_http import ask
from emulators.ports import free_port
from emulators.processes import spawn, stop_process
from emulators.sandbox import ROOT
from functions.bundle import build_region
from tests.unit.emulators.processes_of import descendants, wait_until, wait_until_gone

MAIN = """
import flask, os, sys, shared
from shared.gcp.counters import COUNTERS

def {name}(request):
    if request.path == "/count":
        COUNTERS.count("reads", "accounts", 2)
    if request.path == "/fail":
        raise ValueError("a secret value")
    return flask.jsonify(
        name="{name}", method=request.method, path=request.path,
        query=request.query_string.decode(), body=request.get_data().decode(),
        shared=list(shared.__path__), environment=sorted(os.environ),
    )
"""


@dataclass
class Router:
    """A running router."""

    url: str
    pid: int
    bundle: Path
    log: Path

    def json(self, path: str, body: bytes | None = None) -> Any:
        status, answer = ask(self.url + path, body=body)
        assert status == 200, (status, answer, self.log.read_text())
        return json.loads(answer)


def small_repository(root: Path, mains: dict[str, str]) -> None:
    listed = {}
    for name, main in mains.items():
        path = f"functions/eu/{name}/main.py"
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(main)
        listed[f"eu-{name}"] = {
            "region": "eu", "name": name, "kind": "public", "main": path, "entry_point": name,
            "requirements": "functions/requirements.txt",
            "subtrees": ["shared/core/counters.py", "shared/gcp/counters.py"],
        }  # fmt: skip
    (root / "functions/bundles.json").write_text(json.dumps(listed))
    for copied in ("shared/core/counters.py", "shared/gcp/counters.py", "emulators/router.py"):
        (root / copied).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / copied, root / copied)
    for package in ("shared", "shared/core", "shared/gcp"):
        (root / package / "__init__.py").touch()


@pytest.fixture
def router(tmp_path: Path) -> Iterator[Router]:
    mains = {name: MAIN.format(name=name) for name in ("one", "two")}
    small_repository(tmp_path / "repository", mains)
    bundle = build_region("eu", tmp_path / "bundle", tmp_path / "repository")
    address, log = f"127.0.0.1:{free_port()}", tmp_path / "router.log"
    process = spawn(router_command(bundle, address), log, cwd=bundle)
    running = Router(f"http://{address}", process.pid, bundle, log)
    try:
        wait_until(lambda: ask(f"{running.url}/_ready")[0] == 200, 60, "a router that answers")
        yield running
    finally:
        stop_process(process)


def test_serves_functions_from_their_bundle(router: Router) -> None:
    assert router.json("/_ready") == {"functions": ["one", "two"]}
    answer = router.json("/two/v1/a%20b/?x=1&y=%2F", b"body")
    assert answer["name"] == "two"
    assert (answer["method"], answer["path"]) == ("POST", "/v1/a b/")
    assert (answer["query"], answer["body"]) == ("x=1&y=%2F", "body")
    assert answer["shared"] == [str(router.bundle / "shared")]
    assert {"PYTHONPATH", "FIRESTORE_EMULATOR_HOST"} & set(answer["environment"]) == set()

    for bare in ("/one", "/one/"):  # no redirect
        assert router.json(bare)["path"] == "/"

    assert ask(f"{router.url}/three/v1")[0] == 404
    assert ask(f"{router.url}/")[0] == 404

    router.json("/one/count")
    router.json("/two/count")
    assert router.json("/_counters")["reads"] == {"accounts": 4}


def test_the_worker_dies_with_its_killed_master(router: Router) -> None:
    processes = descendants(router.pid)
    assert len(processes) == 2
    os.kill(router.pid, signal.SIGKILL)
    wait_until_gone(processes)
    assert ask(f"{router.url}/_ready")[0] == 0


def test_a_function_that_cannot_be_imported_ends_the_router(tmp_path: Path) -> None:
    small_repository(tmp_path / "repository", {"one": "import nothing_like_this"})
    bundle = build_region("eu", tmp_path / "bundle", tmp_path / "repository")
    log = tmp_path / "router.log"
    process = spawn(router_command(bundle, f"127.0.0.1:{free_port()}"), log, cwd=bundle)
    try:
        assert process.wait(60) != 0
    finally:
        stop_process(process)
    assert "No module named 'nothing_like_this'" in log.read_text()
