"""Run every benchmark: `make bench`. Nothing here passes or fails; the figures are printed."""

from tests.benchmarks import authentication, bookings, ledger, order_path, people, results, startup
from tests.benchmarks.stack import prepare, running_stack


def main() -> None:
    """Run all, then print the table."""
    prepare()
    with running_stack() as stack:
        rows = [
            *order_path.measure(stack),
            *people.measure(stack),
            *bookings.measure(stack),
            *ledger.measure(stack),
        ]
    results.table([*rows, *authentication.measure(), startup.measure()])


if __name__ == "__main__":
    main()
