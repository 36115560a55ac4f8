"""`python -m emulators.embedded`: both regions in this process, until it is asked to end."""

import argparse
import asyncio
import os

from emulators.embedded import drivers
from emulators.environment import key_environment, relay_environment, router_environments
from emulators.kms import key_list
from shared.gcp.clock import SystemClock, SystemEntropy
from shared.gcp.settings import read_relay

NO_HOST = "in-this-process"


def main() -> None:
    """Serve on the ports of the command line."""
    parser = argparse.ArgumentParser(description="Both regions in one process.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--inspection-port", type=int, required=True)
    parser.add_argument("--objects", required=True)
    arguments = parser.parse_args()
    environments = router_environments(NO_HOST, NO_HOST)
    environments["eu"] |= key_environment(NO_HOST, key_list.read()) | {
        "API_URL": f"http://127.0.0.1:{arguments.port}",
        "OBJECTS_FOLDER": arguments.objects,
    }
    drivers.install()
    # Only now: whatever imports the functions must find the twins in the drivers' place.
    from emulators.embedded.process import serve
    from emulators.embedded.stack import build

    stack = build(environments, SystemClock(), SystemEntropy())
    relay_settings = read_relay(relay_environment(NO_HOST, NO_HOST, arguments.port))
    asyncio.run(serve(stack, relay_settings, arguments.port, arguments.inspection_port))
    os._exit(0)  # threads that wait for a delivery's answer hold nothing that matters


if __name__ == "__main__":
    main()
