"""The processes that make up a stack, and how each is asked whether it works."""

import json
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulators import google_emulators
from emulators.bundles import sync_bundle, sync_region
from emulators.children import Child
from emulators.environment import key_environment, relay_environment, router_environments
from emulators.google_emulators import Kind
from emulators.kms import key_list, process
from emulators.local_http import ask
from emulators.regions import REGIONS, RegionName
from emulators.sandbox import ROOT, Sandbox, port_of

KINDS: tuple[Kind, ...] = ("firestore", "pubsub")
ROUTES = ROOT / "shared" / "eu" / "routes.json"
EmulatorHosts = Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """All children in the order they are started, and where they answer."""

    children: tuple[Child, ...]
    hosts: EmulatorHosts
    kms_host: str
    router_urls: Mapping[RegionName, str]
    api_url: str

    @property
    def stream_url(self) -> str:
        """Return where the WebSocket of trade updates is."""
        return f"{self.api_url.replace('http', 'ws', 1)}/stream"

    def named(self, name: str) -> Child | None:
        """Return a child; an emulator that the user runs himself is none of ours."""
        return next((child for child in self.children if child.name == name), None)


def plan(sandbox: Sandbox) -> Parts:
    """Choose ports, build the bundles and describe every process.

    Raises PortTaken, MissingTool, BundleError.
    """
    hosts: dict[Kind, str] = {}
    children = []
    for kind in KINDS:
        external = google_emulators.external_host(kind)
        hosts[kind] = external or f"127.0.0.1:{port_of(kind)}"
        if external is None:
            children.append(_emulator(kind, hosts[kind], sandbox))
    if google_emulators.external_host("firestore") is None:
        shutil.rmtree(sandbox.keys, ignore_errors=True)  # what they have encrypted is gone as well
        shutil.rmtree(sandbox.objects, ignore_errors=True)
    kms = _kms(sandbox)
    environments = router_environments(hosts["firestore"], hosts["pubsub"])
    api_port = port_of("api")
    api_url = f"http://127.0.0.1:{api_port}"
    environments["eu"] |= key_environment(kms.address, key_list.read()) | {
        "API_URL": api_url,
        "OBJECTS_FOLDER": str(sandbox.objects),
    }
    routers = [_router(name, environments[name], sandbox) for name in REGIONS]
    router_urls = {
        name: f"http://{router.address}" for name, router in zip(REGIONS, routers, strict=True)
    }
    relay = _relay(hosts, sandbox)
    edge = _edge(router_urls["eu"], f"http://{relay.address}", api_port, sandbox)
    children += [kms, *routers, relay, edge]
    return Parts(tuple(children), hosts, kms.address, router_urls, api_url)


def _emulator(kind: Kind, host: str, sandbox: Sandbox) -> Child:
    return Child(
        name=kind,
        command=google_emulators.command(kind, int(host.rpartition(":")[2])),
        address=host,
        log_path=sandbox.log(kind),
        answers=lambda: google_emulators.answers(host),
    )


def _kms(sandbox: Sandbox) -> Child:
    port = port_of("kms")
    host = f"127.0.0.1:{port}"
    grants = key_list.read().grants()
    return Child(
        name="kms",
        command=process.command(port, sandbox.keys, strict=True, grants=grants),
        address=host,
        log_path=sandbox.log("kms"),
        answers=lambda: process.answers(host),
        cwd=ROOT,
    )


def _router(region: RegionName, environment: Mapping[str, str], sandbox: Sandbox) -> Child:
    name = f"router-{region}"
    address = f"127.0.0.1:{port_of(name)}"
    bundle = sync_region(region, sandbox.bundle(region))
    return Child(
        name=name,
        command=router_command(bundle, address),
        address=address,
        log_path=sandbox.log(name),
        answers=lambda: _status(f"http://{address}/_ready") == 200,
        environment=environment,
        cwd=bundle,
        stop_signal=signal.SIGQUIT,  # gunicorn would give kept connections two more seconds
    )


def router_command(bundle: Path, address: str) -> list[str]:
    """Return the command that serves a region's union bundle."""
    settings = ROOT / "emulators" / "router_server.py"
    # Isolated (-I), and in the bundle's folder: the functions must not find the repository.
    gunicorn = [sys.executable, "-I", "-u", "-m", "gunicorn", "--config", str(settings)]
    return [*gunicorn, "--chdir", str(bundle), "--bind", address, "router:app"]


def _relay(hosts: EmulatorHosts, sandbox: Sandbox) -> Child:
    port = port_of("relay")
    bundle = sync_bundle("eu-relay", sandbox.bundle("eu-relay"))
    return Child(
        name="relay",
        command=[sys.executable, "-u", str(bundle / "main.py")],
        address=f"127.0.0.1:{port}",
        log_path=sandbox.log("relay"),
        answers=lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200,
        environment=relay_environment(hosts["firestore"], hosts["pubsub"], port),
        cwd=bundle,
    )


def _edge(router_url: str, relay_url: str, port: int, sandbox: Sandbox) -> Child:
    options = ["--routes", str(ROUTES), "--router-url", router_url, "--relay-url", relay_url]
    options += ["--port", str(port)]
    return Child(
        name="edge",
        command=[sys.executable, "-u", "-m", "emulators.edge", *options],
        address=f"127.0.0.1:{port}",
        log_path=sandbox.log("edge"),
        answers=lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200,
        cwd=ROOT,
    )


def api_refuses_strangers(api_url: str) -> bool:
    """Tell whether a request without credentials is answered by a function, in JSON, with 401."""
    status, body = ask(f"{api_url}/v1/clock")
    return status == 401 and "code" in json.loads(body)


def _status(url: str) -> int:
    return ask(url)[0]
