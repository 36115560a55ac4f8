"""`make acceptance`: what a stranger would do, from `git clone` to Ctrl-C, and nothing is left.

A failure shows what was expected, the end of the terminal and of the sandbox's logs.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect

from tests.acceptance import shown
from tests.acceptance.expectations import Failed, expect, say
from tests.acceptance.first_hour import follow_the_readme, play
from tests.acceptance.leftovers import leftovers
from tests.acceptance.pages import follow_the_pages, scripts_get_json
from tests.acceptance.stranger import START_TIMEOUT_S, Stranger, Terminal, plain

PARTS = ("edge", "firestore", "pubsub", "router-eu", "router-us", "supervisor")
TAIL_LINES = 30
GONE_TIMEOUT_S = 10


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
    say(f"accepted after {time.monotonic() - started_s:.0f} s")
    return 0


def _accept(folder: Path) -> None:
    say("git clone into an empty folder")
    stranger = Stranger.in_folder(folder)
    commit = stranger.run("git", "log", "-1", "--format=%h %s").strip()
    say(f"the clone is at: {commit}")
    _in_a_terminal(stranger)
    _in_the_background(stranger)


def _in_a_terminal(stranger: Stranger) -> None:
    say("make sandbox, in a terminal (the first time it installs the requirements)")
    with stranger.terminal("make", "sandbox") as terminal:
        price = _watch_the_first_order(terminal)
        _check_what_is_shown(terminal.text(), stranger.state())
        _paste_the_three_lines(stranger, terminal.text())
        prices = {order["usd"]["filled_avg_price"] for order in follow_the_readme(stranger)}
        expect(price in prices, "the price of the first order is not the one that was shown")
        play(stranger)
        say("make sandbox-up says that one runs already")
        expect("already running" in stranger.run("make", "sandbox-up"), "it does not say so")
        state = stranger.state()
        expect(leftovers(stranger.clone, state), "the search for leftovers is blind")
        say("Ctrl-C")
        terminal.interrupt()
        expect("The sandbox is stopped." in terminal.text(), "it does not say that it stopped")
    _expect_nothing_left(stranger, state)


def _watch_the_first_order(terminal: Terminal) -> str:
    """Return the price in dollars that is shown."""
    terminal.wait_for("emulators and functions answer", START_TIMEOUT_S)
    say("both regions are up; waiting for the first order")
    terminal.wait_for("The first order, hop by hop")
    filled = terminal.wait_for(r"Filled at \S+ USD, there and back in \d+ ms")
    say(filled)
    terminal.wait_for("The sandbox is ready")
    terminal.wait_for("Ctrl-C stops everything")
    return filled.split()[2]


def _check_what_is_shown(text: str, state: Mapping[str, Any]) -> None:
    say("the table of parts, the picture of the order with both messages whole, the credentials")
    expect(set(PARTS) <= state["processes"].keys(), "a part is missing in state.json")
    shown.check_table(text, state)
    shown.check_picture(text, state)
    shown.check_credentials(text, state)


def _paste_the_three_lines(stranger: Stranger, text: str) -> None:
    say("the three lines, pasted into other terminals")
    order_line, events_line, books_line = shown.lines_to_copy(text)
    with stranger.shell() as tail:
        tail.paste(events_line)
        tail.wait_for("Ctrl-C ends it")
        tail.wait_for(r"trades[^\n]*fill")  # today's history: the first order's
        order = json.loads(stranger.run("bash", "-c", f"{order_line} --silent"))
        told = tail.wait_for(rf"fill[^\n]*buy 1 {order['symbol']}: 1 at \S+ USD")
        say(plain(told))
        tail.press_ctrl_c()
        tail.paste("echo the code is $?")
        tail.wait_for("the code is 0")
        tail.paste(books_line)
        tail.wait_for("The ledgers agree")


def _in_the_background(stranger: Stranger) -> None:
    say("make sandbox-up")
    expect("The sandbox is ready" in stranger.run("make", "sandbox-up"), "it is not ready")
    state = stranger.state()
    scripts_get_json(stranger)
    follow_the_readme(stranger)
    follow_the_pages(stranger)
    say("make sandbox-down")
    expect("stopped" in stranger.run("make", "sandbox-down"), "it does not say that it stopped")
    _expect_nothing_left(stranger, state)


def _expect_nothing_left(stranger: Stranger, state: Mapping[str, Any]) -> None:
    say("no process, no port and no file is left")
    deadline_s = time.monotonic() + GONE_TIMEOUT_S
    while left := leftovers(stranger.clone, state):
        expect(time.monotonic() < deadline_s, "; ".join(left))
        time.sleep(0.1)


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
