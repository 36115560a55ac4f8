"""What the commands print: tables and lines for people, JSON for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from emulators import console
from emulators.part_table import Part, all_up
from shared.core.breaks import Break
from shared.core.clock import instant_of_ms, rfc3339
from shared.core.money import short_text

if TYPE_CHECKING:  # they take long to import, and only some commands need them
    from emulators.crossings import Crossed
    from emulators.operator.reconciliation import Check


def as_json(value: Any) -> None:
    """Print one JSON value on one line."""
    console.result(value)


def checks(found: "Sequence[Check]") -> None:
    """Print every comparison, then every break with both figures."""
    rows = [(check.name, check.compared, _verdict(check)) for check in found]
    console.table(("comparison", "compared", "result"), rows)
    breaks = [each for check in found for each in check.breaks]
    if not breaks:
        console.good("The ledgers agree.")
        return
    console.bad(f"The ledgers do not agree: {len(breaks)} breaks.")
    console.table(("break", "of", "first", "second", "difference"), list(map(_row, breaks)))


def checks_as_json(found: "Sequence[Check]") -> dict[str, Any]:
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


def status_as_json(state: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, Any]:
    """Return where the stack is and how its parts are."""
    return {
        "up": all_up(parts),
        "api_url": state["api_url"],
        "parts": [asdict(part) for part in parts],
    }


def crossed(message: "Crossed") -> None:
    """Print a border message whole: attributes, then the body as it was published."""
    console.message(
        f"{_time_of(message)}  {message.direction}  {message.kind}  "
        f"(topic {message.topic}, key {message.ordering_key or 'none'})",
        {name: value for name, value in message.attributes.items() if name != "kind"},
        message.body(),
    )


def _time_of(message: "Crossed") -> str:
    return rfc3339(instant_of_ms(message.published_at_ms))[11:-4]


def _verdict(check: "Check") -> str:
    return f"{len(check.breaks)} breaks" if check.breaks else "ok"


def _row(found: Break) -> tuple[str, ...]:
    amounts = (found.ours, found.theirs, found.difference)
    return (found.recon, found.key, *(short_text(amount, found.scale) for amount in amounts))
