"""What the commands print: tables and lines for people, JSON for scripts."""

import json
from collections.abc import Sequence
from typing import Any

from emulators import console
from emulators.operator.reconciliation import Check
from shared.core.breaks import Break
from shared.core.money import short_text

_COLUMNS = ("recon", "key", "ours", "theirs", "difference")


def as_json(value: Any) -> None:
    """Print one JSON value on one line."""
    console.line(json.dumps(value))


def checks(found: Sequence[Check]) -> None:
    """Print every comparison, then every break with both figures."""
    rows = [(check.name, check.compared, _verdict(check)) for check in found]
    console.table(("comparison", "compared", "result"), rows)
    breaks = [each for check in found for each in check.breaks]
    if not breaks:
        console.good("The ledgers agree.")
        return
    console.bad(f"The ledgers do not agree: {len(breaks)} breaks.")
    console.table(("break", "of", "first", "second", "difference"), [_row(b) for b in breaks])


def checks_as_json(found: Sequence[Check]) -> dict[str, Any]:
    """Return the comparisons for scripts; figures are decimal texts."""
    return {
        "agree": not any(check.breaks for check in found),
        "checks": [
            {
                "name": check.name,
                "compared": check.compared,
                "breaks": [
                    dict(
                        zip(("recon", "key", "ours", "theirs", "difference"), _row(b), strict=True)
                    )
                    for b in check.breaks
                ],
            }
            for check in found
        ],
    }


def _verdict(check: Check) -> str:
    return f"{len(check.breaks)} breaks" if check.breaks else "ok"


def _row(found: Break) -> tuple[str, ...]:
    amounts = (found.ours, found.theirs, found.difference)
    return (found.recon, found.key, *(short_text(amount, found.scale) for amount in amounts))
