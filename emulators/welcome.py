"""What a start shows when it is done: the stack, the first order's way, whom to be, what to type.

Each part for people, or all of them as one JSON value for scripts.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from emulators import console, part_table
from emulators.first_order import ORDER, order_path
from emulators.journey import Journey
from emulators.picture import WIDTH, WIDTH_MIN, picture
from emulators.sandbox import Sandbox


def stack(state: Mapping[str, Any]) -> None:
    """Print the parts of the stack, where its API is, and where that is described."""
    console.table(part_table.HEADERS, [part.cells() for part in part_table.parts_of(state)])
    console.line(f"API  {state['api_url']}")
    if state["dashboard_url"]:
        console.line(f"its reference, in a browser  {state['dashboard_url']}")


def first_order(journey: Journey) -> None:
    """Print the way of the first order."""
    console.line()
    console.heading("The first order, hop by hop")
    console.drawing(picture(journey, console.page_width(WIDTH_MIN, WIDTH)))
    total_ms = journey.heard_ms - journey.started_ms
    console.good(f"Filled at {journey.price_usd} USD, there and back in {total_ms} ms.")


def next_steps(state: Mapping[str, Any]) -> None:
    """Print the partners' credentials, and three lines to copy."""
    console.line()
    for partner in state["partners"]:
        console.partner(partner)
    console.line()
    console.heading("Three lines for a second terminal, in this folder")
    for what, text in copy_lines(state):
        console.note_above(what)
        console.line(text)


def copy_lines(state: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return lines to be run in the repository, each after what it does."""
    return [
        ("another order", order_line(state)),
        ("what happened today, and what happens, until Ctrl-C", events_line()),
        ("both regions' books, added up and compared", "make reconcile"),
    ]


def events_line() -> str:
    """Return a command that shows today's events, and those to come."""
    return f".venv/bin/two-ledger events tail --since {datetime.now(UTC):%Y-%m-%d}"


def order_line(state: Mapping[str, Any]) -> str:
    """Return a command that places another order."""
    partner, url = state["partners"][0], f"{state['api_url']}{order_path(state)}"
    return f"curl -u {partner['api_key']}:{partner['api_secret']} -d '{json.dumps(ORDER)}' {url}"


def as_json(
    sandbox: Sandbox, state: Mapping[str, Any], journey: Journey | None = None
) -> dict[str, Any]:
    """Return all of it; credentials are in the state file, and here only beside a first order."""
    described = {
        "api_url": state["api_url"],
        "stream_url": state["stream_url"],
        "state_file": str(sandbox.state_file),
        "parts": [asdict(part) for part in part_table.parts_of(state)],
    }
    if journey is None:
        return described
    return described | {"first_order": journey.as_json(), "partners": state["partners"]}
