"""`python -m emulators.kms --port N --data DIR`: run the service until it is asked to stop."""

import argparse
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from threading import Event

from emulators.kms.access import Access
from emulators.kms.lifetimes import DAY_MS, Lifetimes
from emulators.kms.roles import UnknownGrant, permissions_of
from emulators.kms.server import log_to_terminal, start
from emulators.kms.service import Service
from emulators.kms.store import DirectoryInUse, Store
from shared.gcp.clock import SystemClock

SETTLE_EVERY_S = 0.5
STOP_GRACE_S = 1


def main() -> int:
    """Run the service and return its exit code."""
    arguments = _arguments()
    try:
        store = Store(arguments.data)
        access = Access(store, arguments.strict, _grants(arguments.grant))
        service = Service(store, access, Lifetimes(SystemClock(), arguments.day_ms))
        server, port = start(service, arguments.host, arguments.port, log_to_terminal)
    except (DirectoryInUse, UnknownGrant, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(f"serving on {arguments.host}:{port}", flush=True)
    _wait_for_signal(service)
    server.stop(STOP_GRACE_S).wait()
    return 0


def _wait_for_signal(service: Service) -> None:
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(SETTLE_EVERY_S):
        service.settle()


def _grants(listed: Iterable[str]) -> dict[str, frozenset[str]]:
    grants: dict[str, frozenset[str]] = defaultdict(frozenset)
    for text in listed:
        member, _, grant = text.partition("=")
        grants[member] |= permissions_of(grant)
    return dict(grants)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="emulators.kms", description="A local Cloud KMS.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one and says which")
    parser.add_argument("--data", type=Path, required=True, help="where keys and policies are kept")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse callers without the role; they are named by `authorization: Bearer E-MAIL`",
    )
    parser.add_argument(
        "--grant",
        action="append",
        default=[],
        metavar="E-MAIL=ROLE",
        help="a role, or one permission, on everything; may be repeated",
    )
    parser.add_argument(
        "--day-ms",
        type=int,
        default=DAY_MS,
        help="how long a day of rotation periods and destruction delays lasts, for tests",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
