"""The embedded stack as a process of the supervisor."""

import os
import sys

from emulators.children import Child
from emulators.environment import PASSED_ON, RELAY_PASSED_ON, clock_environment
from emulators.local_http import ask
from emulators.sandbox import ROOT, Sandbox

NAME = "embedded"


def embedded_child(api_port: int, inspection_port: int, sandbox: Sandbox) -> Child:
    """Describe the process that has everything in it."""
    address = f"127.0.0.1:{api_port}"
    options = ["--port", str(api_port), "--inspection-port", str(inspection_port)]
    options += ["--objects", str(sandbox.objects)]
    return Child(
        name=NAME,
        command=[sys.executable, "-u", "-m", "emulators.embedded", *options],
        address=address,
        log_path=sandbox.log(NAME),
        answers=lambda: ask(f"http://{address}/healthz")[0] == 200,
        environment={
            name: os.environ[name]
            for name in (*PASSED_ON, *RELAY_PASSED_ON)
            if os.environ.get(name)
        }
        | clock_environment(sandbox.clock_shift_file),
        cwd=ROOT,
    )
