"""Run every benchmark: `make bench`. Nothing here passes or fails; the figures are printed."""

import os
import signal
import sys
from typing import NoReturn

from tests.benchmarks import order_path, results, startup
from tests.benchmarks.stack import running_stack


def _end(*_: object) -> NoReturn:
    sys.exit(1)  # an exception, so that whatever was started is stopped


def main() -> None:
    """Run all, then print the table."""
    signal.signal(signal.SIGTERM, _end)
    for name in ("no_proxy", "NO_PROXY"):  # everything we talk to is on this machine
        os.environ[name] = "127.0.0.1,localhost"
    with running_stack() as stack:
        rows = order_path.measure(stack)
    results.table([*rows, startup.measure()])


if __name__ == "__main__":
    main()
