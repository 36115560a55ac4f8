"""`two-ledger market`: when it trades, and at which prices."""

import json
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import click

from emulators import console, part_table
from emulators.event_streams import basic
from emulators.local_http import ask
from emulators.operator import show
from emulators.operator.command_line import Failed, json_option, on_stack, two_ledger
from emulators.operator.stack import CannotDo, Stack

FUNCTIONS = ("router-", "eu-", "us-")
"""How the names of processes begin that serve functions: routers, or each function by itself."""
RESTART_TIMEOUT_S = 60
LOOK_EVERY_S = 0.2
OK = 200


@two_ledger.group()
def market() -> None:
    """See the market, and choose its hours.

    Example: two-ledger market show AAPL
    """


@market.command("show")
@click.argument("symbols", nargs=-1)
@json_option
@on_stack
def market_show(stack: Stack, *, symbols: Sequence[str], as_json: bool) -> None:
    """Show whether orders trade, until when, and prices as both regions have them.

    Example: two-ledger market show AAPL KO
    """
    _show(stack, symbols, as_json=as_json)


@market.command("hours")
@click.argument("hours", type=click.Choice(["always", "real"]))
@json_option
@on_stack
def market_hours(stack: Stack, *, hours: str, as_json: bool) -> None:
    """Let the market be open always, or keep the exchange's real hours, holidays included.

    The functions begin anew with this setting, in about two seconds; requests meanwhile are
    answered 503 and may be repeated. A closed market: `market hours real`, then `clock set close`.

    Example: two-ledger market hours real
    """
    if stack.is_embedded:
        raise Failed(
            "An embedded sandbox would lose its data. Begin anew: make sandbox-down, "
            f"MARKET_HOURS={hours} make sandbox-up EMBEDDED=1"
        )
    stack.sandbox.write_market_hours(hours)
    with console.working("the functions begin anew …"):
        _restart_functions(stack)
    _show(stack, (), as_json=as_json)


@market.command("halt")
@click.argument("symbols", nargs=-1, required=True)
@json_option
@on_stack
def market_halt(stack: Stack, *, symbols: Sequence[str], as_json: bool) -> None:
    """Halt symbols: their orders wait or are refused until they are resumed.

    Example: two-ledger market halt AAPL
    """
    _mark(stack, symbols, halted=True, as_json=as_json)


@market.command("resume")
@click.argument("symbols", nargs=-1, required=True)
@json_option
@on_stack
def market_resume(stack: Stack, *, symbols: Sequence[str], as_json: bool) -> None:
    """Let halted symbols trade again.

    Example: two-ledger market resume AAPL
    """
    _mark(stack, symbols, halted=False, as_json=as_json)


def _mark(stack: Stack, symbols: Sequence[str], *, halted: bool, as_json: bool) -> None:
    from emulators.operator.prices import mark

    with console.working("telling both regions …"):
        mark(stack, symbols, halted=halted)
    _show(stack, symbols, as_json=as_json)


def _restart_functions(stack: Stack) -> None:
    """End what serves functions; the supervisor starts it with the settings of now.

    Raises Failed.
    """
    processes = stack.state["processes"]
    before = {name: pid for name, pid in processes.items() if name.startswith(FUNCTIONS)}
    for pid in before.values():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
    deadline_s = time.monotonic() + RESTART_TIMEOUT_S
    while not _are_new(stack, before):
        if time.monotonic() > deadline_s:
            raise Failed("The functions do not answer. See: two-ledger status, .sandbox/logs")
        time.sleep(LOOK_EVERY_S)


def _are_new(stack: Stack, before: Mapping[str, int]) -> bool:
    state = stack.sandbox.state()
    if state is None or any(state["processes"][name] == before[name] for name in before):
        return False
    return part_table.all_up(part_table.parts_of(state)) and _clock(stack) is not None


def _clock(stack: Stack) -> dict[str, Any] | None:
    """Return what the API says of the market, None where it does not answer."""
    if not stack.state["partners"]:
        raise CannotDo("Nobody may ask the API. Make a partner: two-ledger partner create NAME")
    headers = {"Authorization": basic(stack.state["partners"][0])}
    status, body = ask(f"{stack.state['api_url']}/v1/clock", headers=headers)
    told: dict[str, Any] | None = json.loads(body) if status == OK else None
    return told


def _show(stack: Stack, symbols: Sequence[str], *, as_json: bool) -> None:
    told = _clock(stack)
    if told is None:
        raise Failed("The API does not answer. See: two-ledger status")
    quotes = _quotes(stack, symbols)
    if as_json:
        show.as_json({**told, "quotes": quotes})
        return
    if told["is_open"]:
        console.good(f"Open. It closes at {told['next_close']}.")
    else:
        console.bad(f"Closed. It opens at {told['next_open']}.")
    if quotes:
        console.table(tuple(quotes[0]), [tuple(map(str, row.values())) for row in quotes])


def _quotes(stack: Stack, symbols: Sequence[str]) -> list[dict[str, Any]]:
    if not symbols:
        return []
    from emulators.operator.prices import quotes_of

    return quotes_of(stack, symbols)
