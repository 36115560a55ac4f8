"""The processes that make up a stack, and how each is asked whether it works."""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from emulators import google_emulators
from emulators.bundles import sync_bundle
from emulators.children import Child
from emulators.embedded.part import embedded_child
from emulators.environment import (
    clock_environment,
    key_environment,
    relay_environment,
    router_environments,
)
from emulators.function_hosts import Hosts, hosts_of
from emulators.google_emulators import Kind
from emulators.kms import key_list, process
from emulators.local_http import ask
from emulators.modes import Mode
from emulators.regions import RegionName
from emulators.sandbox import ROOT, Sandbox, port_of

KINDS: tuple[Kind, ...] = ("firestore", "pubsub")
ROUTES = ROOT / "shared" / "eu" / "routes.json"
EmulatorHosts = Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """All children in the order they are started, and where they answer.

    An embedded stack has no emulators, hence no hosts, and one process for all its functions;
    `inspection_url` is where its data can be looked at instead.
    """

    mode: Mode
    children: tuple[Child, ...]
    api_url: str
    hosts: EmulatorHosts | None = None
    kms_host: str | None = None
    functions: Hosts | None = None
    inspection_url: str | None = None

    @property
    def stream_url(self) -> str:
        """Return where the WebSocket of trade updates is."""
        return f"{self.api_url.replace('http', 'ws', 1)}/stream"

    def named(self, name: str) -> Child | None:
        """Return a child; an emulator that the user runs himself is none of ours."""
        return next((child for child in self.children if child.name == name), None)

    def host_of(self, region: RegionName, function: str) -> Child:
        """Return the process that serves a function."""
        if self.functions is None:
            return self.children[0]
        return self.functions[region, function]

    def function_url(self, region: RegionName, function: str) -> str:
        """Return where a function answers, past the edge."""
        return f"http://{self.host_of(region, function).address}/{function}"


def plan(sandbox: Sandbox, mode: Mode) -> Parts:
    """Choose ports, build the bundles and describe every process.

    Raises PortTaken, MissingTool, BundleError.
    """
    if mode == "embedded":
        return _embedded(sandbox)
    hosts: dict[Kind, str] = {}
    children = []
    for kind in KINDS:
        external = google_emulators.external_host(kind)
        hosts[kind] = external or f"127.0.0.1:{port_of(kind)}"
        if external is None:
            children.append(_emulator(kind, hosts[kind], sandbox))
    if google_emulators.external_host("firestore") is None:
        _forget_what_is_encrypted(sandbox)
    kms = _kms(sandbox)
    environments = router_environments(hosts["firestore"], hosts["pubsub"])
    api_port = port_of("api")
    api_url = f"http://127.0.0.1:{api_port}"
    environments["eu"] |= key_environment(kms.address, key_list.read()) | {
        "API_URL": api_url,
        "OBJECTS_FOLDER": str(sandbox.objects),
    }
    functions = hosts_of(mode, environments, sandbox)
    relay = _relay(hosts, sandbox)
    urls = {
        name: f"http://{host.address}/{name}"
        for (region, name), host in functions.items()
        if region == "eu"
    }
    edge = _edge(urls | {"relay": f"http://{relay.address}"}, api_port, sandbox)
    serving = {child.name: child for child in functions.values()}.values()
    children += [kms, *serving, relay, edge]
    return Parts(mode, tuple(children), api_url, hosts, kms.address, functions)


def _embedded(sandbox: Sandbox) -> Parts:
    _forget_what_is_encrypted(sandbox)
    api_port, inspection_port = port_of("api"), port_of("inspection")
    child = embedded_child(api_port, inspection_port, sandbox)
    inspection_url = f"http://127.0.0.1:{inspection_port}"
    return Parts("embedded", (child,), f"http://{child.address}", inspection_url=inspection_url)


def _forget_what_is_encrypted(sandbox: Sandbox) -> None:
    """Remove keys and objects: what names them in the databases is gone as well.

    Time and market begin anew with the data.
    """
    shutil.rmtree(sandbox.keys, ignore_errors=True)
    shutil.rmtree(sandbox.objects, ignore_errors=True)
    sandbox.forget_controls()


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


def _relay(hosts: EmulatorHosts, sandbox: Sandbox) -> Child:
    port = port_of("relay")
    bundle = sync_bundle("eu-relay", sandbox.bundle("eu-relay"))
    return Child(
        name="relay",
        command=[sys.executable, "-u", str(bundle / "main.py")],
        address=f"127.0.0.1:{port}",
        log_path=sandbox.log("relay"),
        answers=lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200,
        environment=relay_environment(hosts["firestore"], hosts["pubsub"], port)
        | clock_environment(sandbox.clock_shift_file),
        cwd=bundle,
    )


def _edge(urls: Mapping[str, str], port: int, sandbox: Sandbox) -> Child:
    options = ["--routes", str(ROUTES), "--urls", json.dumps(urls), "--port", str(port)]
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
