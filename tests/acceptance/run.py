"""`make acceptance`: what a stranger would do, from `git clone` to Ctrl-C, and nothing is left.

A failure shows what was expected, the end of the terminal and of the sandbox's logs.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect

from tests.acceptance import shown
from tests.acceptance.leftovers import leftovers
from tests.acceptance.stranger import START_TIMEOUT_S, Stranger, Terminal, plain

PARTS = ("edge", "firestore", "pubsub", "router-eu", "router-us", "supervisor")
TAIL_LINES = 30
GONE_TIMEOUT_S = 10


class Failed(Exception):
    """Say what a stranger would have missed."""


def main() -> int:
    """Run every step and return the exit code."""
    started_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="two-ledger-") as name:
        folder = Path(name).resolve()
        try:
            _accept(folder)
        except (
            Failed,
            shown.Missing,
            pexpect.ExceptionPexpect,
            subprocess.SubprocessError,
            OSError,
        ) as error:
            _show_failure(folder, error)
            return 1
        finally:
            _stop_whatever_runs(folder)
    _say(f"accepted after {time.monotonic() - started_s:.0f} s")
    return 0


def _accept(folder: Path) -> None:
    _say("git clone into an empty folder")
    stranger = Stranger.in_folder(folder)
    commit = stranger.run("git", "log", "-1", "--format=%h %s").strip()
    _say(f"the clone is at: {commit}")
    _in_a_terminal(stranger)
    _in_the_background(stranger)


def _in_a_terminal(stranger: Stranger) -> None:
    _say("make sandbox, in a terminal (the first time it installs the requirements)")
    with stranger.terminal("make", "sandbox") as terminal:
        price = _watch_the_first_order(terminal)
        _check_what_is_shown(terminal.text(), stranger.state())
        _paste_the_three_lines(stranger, terminal.text())
        prices = {order["usd"]["filled_avg_price"] for order in _follow_the_readme(stranger)}
        _expect(price in prices, "the price of the first order is not the one that was shown")
        _say("make sandbox-up says that one runs already")
        _expect("already running" in stranger.run("make", "sandbox-up"), "it does not say so")
        state = stranger.state()
        _expect(leftovers(stranger.clone, state), "the search for leftovers is blind")
        _say("Ctrl-C")
        terminal.interrupt()
        _expect("The sandbox is stopped." in terminal.text(), "it does not say that it stopped")
    _expect_nothing_left(stranger, state)


def _watch_the_first_order(terminal: Terminal) -> str:
    """Return the price in dollars that is shown."""
    terminal.wait_for("emulators and functions answer", START_TIMEOUT_S)
    _say("both regions are up; waiting for the first order")
    terminal.wait_for("The first order, hop by hop")
    filled = terminal.wait_for(r"Filled at \S+ USD, there and back in \d+ ms")
    _say(filled)
    terminal.wait_for("The sandbox is ready")
    terminal.wait_for("Ctrl-C stops everything")
    return filled.split()[2]


def _check_what_is_shown(text: str, state: Mapping[str, Any]) -> None:
    _say("the table of parts, the picture of the order with both messages whole, the credentials")
    _expect(set(PARTS) <= state["processes"].keys(), "a part is missing in state.json")
    shown.check_table(text, state)
    shown.check_picture(text, state)
    shown.check_credentials(text, state)


def _paste_the_three_lines(stranger: Stranger, text: str) -> None:
    _say("the three lines, pasted into other terminals")
    order_line, events_line, books_line = shown.lines_to_copy(text)
    with stranger.shell() as tail:
        tail.paste(events_line)
        tail.wait_for("Ctrl-C ends it")
        tail.wait_for(r"trades[^\n]*fill")  # today's history: the first order's
        order = json.loads(stranger.run("bash", "-c", f"{order_line} --silent"))
        told = tail.wait_for(rf"fill[^\n]*buy 1 {order['symbol']}: 1 at \S+ USD")
        _say(plain(told))
        tail.press_ctrl_c()
        tail.paste("echo the code is $?")
        tail.wait_for("the code is 0")
        tail.paste(books_line)
        tail.wait_for("The ledgers agree")


def _follow_the_readme(stranger: Stranger) -> list[dict[str, Any]]:
    """Return the orders that the first account has now."""
    _say("the README's order with curl")
    placed, orders, positions = _json_values(stranger.follow_readme("first-order-curl"))
    statuses = {order["id"]: order["status"] for order in orders}
    _expect(statuses.get(placed["id"]) == "filled", f"the order is {statuses.get(placed['id'])}")
    _expect("AAPL" in {position["symbol"] for position in positions}, "there is no position")
    _say("the README's order with the official client")
    printed = plain(stranger.follow_readme("first-order-python"))
    filled = re.search(r"^filled 5(\.0)? KO at \d+\.\d+ EUR$", printed, re.MULTILINE)
    _expect(filled, f"it printed: {printed}")
    _expect(re.search(r"^\d+\.\d\d EUR left$", printed, re.MULTILINE), f"it printed: {printed}")
    _say("the README's events")
    history, _, activities = stranger.follow_readme("events-curl").rpartition("\n\n")
    told = [json.loads(line[6:]) for line in history.splitlines() if line.startswith("data: ")]
    steps = [event["event"] for event in told if event["order"]["id"] == placed["id"]]
    _expect(steps == ["accepted", "new", "fill"], f"the order's events are {steps}")
    _expect(json.loads(activities)[0]["symbol"] == "AAPL", "the fill is no activity")
    _say("the README's look behind the API")
    behind = plain(stranger.follow_readme("operator"))
    _expect(re.search(r"^relay +eu", behind, re.MULTILINE), "the relay is no part")
    _expect("AAPL" in behind or placed["asset_id"] in behind, "the ledger does not show the fill")
    return list(orders)


def _in_the_background(stranger: Stranger) -> None:
    _say("make sandbox-up")
    _expect("The sandbox is ready" in stranger.run("make", "sandbox-up"), "it is not ready")
    state = stranger.state()
    _follow_the_readme(stranger)
    _say("make sandbox-down")
    _expect("stopped" in stranger.run("make", "sandbox-down"), "it does not say that it stopped")
    _expect_nothing_left(stranger, state)


def _expect_nothing_left(stranger: Stranger, state: Mapping[str, Any]) -> None:
    _say("no process, no port and no file is left")
    deadline_s = time.monotonic() + GONE_TIMEOUT_S
    while left := leftovers(stranger.clone, state):
        _expect(time.monotonic() < deadline_s, "; ".join(left))
        time.sleep(0.1)


def _json_values(text: str) -> list[Any]:
    """Read JSON values that stand one after the other."""
    decoder, values, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
    return values


def _expect(holds: object, otherwise: str) -> None:
    if not holds:
        raise Failed(otherwise)


def _say(text: str) -> None:
    print(f"→ {text}", flush=True)


def _show_failure(folder: Path, error: Exception) -> None:
    print(f"Not accepted: {type(error).__name__}: {error}")
    if isinstance(error, subprocess.CalledProcessError):
        print(error.stdout)
    for log in [*sorted(folder.glob("*.log")), *sorted(folder.glob("*/.sandbox/logs/*.log"))]:
        if log.exists():
            print(f"the end of {log.name}:")
            for line in plain(log.read_text(errors="replace")).splitlines()[-TAIL_LINES:]:
                print(f"  | {line}")


def _stop_whatever_runs(folder: Path) -> None:
    for state in folder.glob("*/.sandbox"):
        Stranger(state.parent).run("make", "sandbox-down")


if __name__ == "__main__":
    sys.exit(main())
