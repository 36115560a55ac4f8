"""The processes that serve the functions: a router for each region, or one for each bundle."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from emulators.bundles import sync_region, sync_single
from emulators.children import Child
from emulators.environment import clock_environment
from emulators.local_http import ask
from emulators.modes import Mode
from emulators.regions import REGIONS, RegionName
from emulators.sandbox import ROOT, Sandbox, port_of
from functions.bundle import bundles

Environments = Mapping[RegionName, Mapping[str, str]]
Hosts = Mapping[tuple[RegionName, str], Child]


def hosts_of(mode: Mode, environments: Environments, sandbox: Sandbox) -> Hosts:
    """Return by region and function the process that serves it.

    Raises PortTaken, BundleError.
    """
    served = [each for each in bundles().values() if each.kind != "stream"]
    if mode == "isolated":
        own = {
            each.key: _host(
                each.key,
                sync_single(each.key, sandbox.bundle(each.key)),
                environments[region_of(each.region)],
                sandbox,
            )
            for each in served
        }
        return {(region_of(each.region), each.name): own[each.key] for each in served}
    routers = {
        name: _host(
            f"router-{name}", sync_region(name, sandbox.bundle(name)), environments[name], sandbox
        )
        for name in REGIONS
    }
    return {(region_of(each.region), each.name): routers[region_of(each.region)] for each in served}


def region_of(text: str) -> RegionName:
    """Return the region that a list names."""
    return next(name for name in REGIONS if name == text)


def router_command(bundle: Path, address: str) -> list[str]:
    """Return the command that serves the functions of a folder."""
    settings = ROOT / "emulators" / "router_server.py"
    # Isolated (-I), and in the bundle's folder: the functions must not find the repository.
    gunicorn = [sys.executable, "-I", "-u", "-m", "gunicorn", "--config", str(settings)]
    return [*gunicorn, "--chdir", str(bundle), "--bind", address, "router:app"]


def _host(name: str, bundle: Path, environment: Mapping[str, str], sandbox: Sandbox) -> Child:
    address = f"127.0.0.1:{port_of(name)}"
    return Child(
        name=name,
        command=router_command(bundle, address),
        address=address,
        log_path=sandbox.log(name),
        answers=lambda: ask(f"http://{address}/_ready")[0] == 200,
        environment={**environment, **clock_environment(sandbox.clock_shift_file)},
        chosen=sandbox.market_settings,
        cwd=bundle,
        stop_signal=signal.SIGQUIT,  # gunicorn would give kept connections two more seconds
    )
