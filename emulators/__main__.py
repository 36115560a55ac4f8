"""`python -m emulators up|down|status`: the local stack from the command line."""

import argparse
import os
import sys

from emulators import commands, console
from emulators.modes import MODE_VARIABLE
from emulators.sandbox import Sandbox


def main() -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="emulators", description="The local stack.")
    commands_of = parser.add_subparsers(dest="command", required=True)
    up = commands_of.add_parser("up", help="start both regions on Google's emulators")
    where = up.add_mutually_exclusive_group()
    where.add_argument("--foreground", action="store_true", help="stay until Ctrl-C (default)")
    where.add_argument("--background", action="store_true", help="return when all is ready")
    up.add_argument("--json", action="store_true", help="one JSON value when ready, for scripts")
    how = up.add_mutually_exclusive_group()
    how.add_argument(
        "--embedded", action="store_const", dest="mode", const="embedded",
        help="both regions in one process, in memory, without Java",
    )  # fmt: skip
    how.add_argument(
        "--isolated", action="store_const", dest="mode", const="isolated",
        help="each function from its own bundle, in a process of its own",
    )  # fmt: skip
    commands_of.add_parser("down", help="stop the stack")
    commands_of.add_parser("status", help="show the running stack")
    commands_of.add_parser("serve", help="what --background runs detached")
    arguments = parser.parse_args()
    for name in ("no_proxy", "NO_PROXY"):  # everything we talk to is on this machine
        os.environ[name] = "127.0.0.1,localhost"
    sandbox = Sandbox.from_environment()
    if arguments.command == "up":
        if arguments.mode:
            os.environ[MODE_VARIABLE] = arguments.mode
        start = commands.up_in_background if arguments.background else commands.up_in_foreground
        if arguments.json:
            console.keep_results_apart()
        return start(sandbox, as_json=arguments.json)
    return {"down": commands.down, "status": commands.status, "serve": commands.serve}[
        arguments.command
    ](sandbox)


if __name__ == "__main__":
    sys.exit(main())
