"""The README's first hour, block by block, each with what a stranger expects of it."""

import json
import re
from typing import Any

from tests.acceptance.expectations import expect, say
from tests.acceptance.stranger import Stranger, plain

PLACED = "first-order-curl"


def follow_the_readme(stranger: Stranger) -> list[dict[str, Any]]:
    """Do all but play; return the orders that the first account has after its own.

    Raises Failed.
    """
    placed, orders = _order(stranger)
    _watch(stranger, "follow-orders", r"fill[^\n]*buy 2 AAPL: 2 at \S+ USD")
    _watch(stranger, "follow-border", r"US → EU[^\n]*order\.report")
    _events(stranger, placed["id"])
    _python(stranger)
    _books(stranger, placed)
    return orders


def play(stranger: Stranger) -> None:
    """Do what the README plays with.

    Raises Failed.
    """
    say("the README's play: another partner, prices, a day that passes, the books again")
    printed = plain(stranger.follow_readme("play"))
    for shown in ("Partner Caja Nueva (CAJA)", "1 day, 0:00:00 ahead", "The ledgers agree."):
        expect(shown in printed, f"“{shown}” is not in: {printed}")


def _order(stranger: Stranger) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    say("the README's order with curl")
    placed, orders, positions = json_values(stranger.follow_readme(PLACED))
    statuses = {order["id"]: order["status"] for order in orders}
    expect(statuses.get(placed["id"]) == "filled", f"the order is {statuses.get(placed['id'])}")
    expect("AAPL" in {position["symbol"] for position in positions}, "there is no position")
    return placed, orders


def _watch(stranger: Stranger, name: str, pattern: str) -> None:
    say(f"the README's {name}, in a third terminal, while the order is repeated")
    with stranger.shell() as terminal:
        terminal.paste(stranger.readme_block(name))
        terminal.wait_for("Ctrl-C ends it")
        stranger.follow_readme(PLACED)
        say(plain(terminal.wait_for(pattern)))
        terminal.press_ctrl_c()
        terminal.paste("echo the code is $?")
        terminal.wait_for("the code is 0")


def _events(stranger: Stranger, order_id: str) -> None:
    say("the README's events")
    history, _, activities = stranger.follow_readme("events-curl").rpartition("\n\n")
    told = [json.loads(line[6:]) for line in history.splitlines() if line.startswith("data: ")]
    steps = [event["event"] for event in told if event["order"]["id"] == order_id]
    expect(steps == ["accepted", "new", "fill"], f"the order's events are {steps}")
    expect(json.loads(activities)[0]["symbol"] == "AAPL", "the fill is no activity")


def _python(stranger: Stranger) -> None:
    say("the README's order with the official client")
    printed = plain(stranger.follow_readme("first-order-python"))
    filled = re.search(r"^filled 5(\.0)? KO at \d+\.\d+ EUR$", printed, re.MULTILINE)
    expect(filled, f"it printed: {printed}")
    expect(re.search(r"^\d+\.\d\d EUR left$", printed, re.MULTILINE), f"it printed: {printed}")


def _books(stranger: Stranger, placed: dict[str, Any]) -> None:
    say("the README's look into the books")
    behind = plain(stranger.follow_readme("operator"))
    expect(re.search(r"^relay +eu", behind, re.MULTILINE), "the relay is no part")
    expect("AAPL" in behind or placed["asset_id"] in behind, "the ledger does not show the fill")
    expect("The ledgers agree." in behind, "the books do not agree")


def json_values(text: str) -> list[Any]:
    """Read JSON values that stand one after the other."""
    decoder, values, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        values.append(value)
        rest = rest[end:].lstrip()
    return values
