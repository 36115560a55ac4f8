"""Run every benchmark: `make bench`. Nothing here passes or fails; the figures are reported.

`make bench ONLY="cold start"` runs one of them.
"""

import os

from tests.benchmarks import (
    authentication,
    bookings,
    cold_start,
    events,
    fan_out,
    ledger,
    memory,
    order_path,
    paging,
    people,
    report,
    results,
    startup,
)
from tests.benchmarks.results import Row
from tests.benchmarks.stack import prepare, running_stack

ON_A_STACK = {
    "order path": order_path.measure,
    "people": people.measure,
    "paging": paging.measure,
    "bookings": bookings.measure,
    "ledger": ledger.measure,
    "memory": memory.measure,
    "events": events.measure,
}
ALONE = {
    "authentication": authentication.measure,
    "startup": startup.measure,
    "cold start": cold_start.measure,
    "streams": fan_out.measure,
}


def main() -> None:
    """Run all, print the table, and write the report."""
    prepare()
    only = os.environ.get("ONLY")
    groups: dict[str, list[Row]] = {}
    wanted = {name: run for name, run in ON_A_STACK.items() if only in (None, "", name)}
    if wanted:
        with running_stack() as stack:
            groups |= {name: list(run(stack)) for name, run in wanted.items()}
    groups |= {name: list(run()) for name, run in ALONE.items() if only in (None, "", name)}
    results.table([row for rows in groups.values() for row in rows])
    print(f"The report with its pictures: {report.write(groups)}")


if __name__ == "__main__":
    main()
